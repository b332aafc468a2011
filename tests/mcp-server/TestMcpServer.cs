using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace FourRunr.Testing.McpServer;

/// <summary>
/// An MCP server on the official SDK that offers every tool, prompt and resource that the conformance suite asks a server for.
/// </summary>
public sealed class TestMcpServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private TestMcpServer(WebApplication application, Uri url) => (_application, Url) = (application, url);

    public Uri Url { get; }

    /// <param name="url">Where it listens.</param>
    /// <param name="hasSessions">True for the lifecycle of 2025-11-25 (initialize, session ids), false for the stateless one of 2026-07-28.</param>
    public static async Task<TestMcpServer> StartAsync(Uri url, bool hasSessions = false)
    {
        ArgumentNullException.ThrowIfNull(url);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Services.AddMcpServer()
            .WithHttpTransport(options => options.Stateless = !hasSessions)
            .WithTools<ContentTools>().WithTools<AskingTools>().WithTools<DiagnosticTools>().WithTools([DiagnosticTools.WithRichSchema()])
            .WithPrompts<TestPrompts>()
            .WithResources<TestResources>()
            .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new Completion { Values = ["Paris"], Total = 1 } }))
            .WithSetLoggingLevelHandler((_, _) => ValueTask.FromResult(new EmptyResult()));
        if (hasSessions)
        {
            server.WithTools<SessionTools>()
                .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
                .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()));
        }

        var application = builder.Build();
        application.MapMcp();
        application.Urls.Add(url.GetLeftPart(UriPartial.Authority));
        await application.StartAsync();
        return new TestMcpServer(application, url);
    }

    /// <summary>Completes when the system asks the program to end.</summary>
    public Task StoppedAsync() => _application.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
