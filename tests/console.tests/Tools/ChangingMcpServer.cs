using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace FourRunr.WebConsole.Tests.Tools;

/// <summary>An MCP server with one tool, <c>find</c>, whose description changes when a test says so.</summary>
internal sealed class ChangingMcpServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ChangingMcpServer(WebApplication application, Uri url) => (_application, Url) = (application, url);

    public Uri Url { get; }

    public string Description { get; set; } = "";

    public static async Task<ChangingMcpServer> StartAsync(string description)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        ChangingMcpServer? server = null;
        builder.Services.AddMcpServer()
            .WithHttpTransport(options => options.Stateless = true)
            .WithListToolsHandler((_, _) => ValueTask.FromResult(new ListToolsResult
            {
                Tools = [new Tool { Name = "find", Description = server?.Description, InputSchema = JsonElement.Parse("""{"type":"object","properties":{"q":{"type":"string"}}}""") }],
            }));
        var application = builder.Build();
        application.MapMcp();
        var url = FreePort.FindUrl();
        application.Urls.Add(url.GetLeftPart(UriPartial.Authority));
        server = new ChangingMcpServer(application, url) { Description = description };
        await application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
