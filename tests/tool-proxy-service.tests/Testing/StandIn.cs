using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FourRunr.ToolProxy.Tests.Testing;

/// <summary>A real HTTP server in the place of another service: answers as the test says, can go away and come back.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private WebApplication? _app;
    private int _port;

    /// <summary>What it answers; may be replaced at any time.</summary>
    public RequestDelegate Answer { get; set; } = context =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    /// <summary>Answers everything like this from now on.</summary>
    public void Say(int status, string body, string type = "application/json") => Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    };

    /// <summary>What it says of its own readiness.</summary>
    public string Readiness { get; set; } = "ok";

    /// <summary>What a proxy may take from it at any time, which is no test's question either.</summary>
    public WaitingChanges Changes { get; } = new();

    public Uri Url => new($"http://127.0.0.1:{_port}");

    public IReadOnlyCollection<ReceivedRequest> Received => _received;

    public int Count(string path) => _received.Count(request => request.Path == path);

    /// <summary>What was received so far counts no more.</summary>
    public void Forget() => _received.Clear();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");
        var app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path == "/health/ready")
            {
                // Asked by the readiness of others at any time: no test's question, unless it is one of readiness.
                await context.Response.WriteAsJsonAsync(new { status = Readiness });
                return;
            }

            if (context.Request.Path.StartsWithSegments("/v1/changes"))
            {
                await Changes.AnswerAsync(context);
                return;
            }

            using var body = new StreamReader(context.Request.Body, leaveOpen: true);
            var text = await body.ReadToEndAsync();
            _received.Enqueue(new ReceivedRequest(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                text)
            {
                Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            });
            context.Items["body"] = text;
            await Answer(context);
        });
        await app.StartAsync();
        _port = new Uri(app.Urls.Single()).Port;
        _app = app;
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}

internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Path and query as they were sent, nothing decoded.</summary>
    public string Target { get; init; } = Path;
}
