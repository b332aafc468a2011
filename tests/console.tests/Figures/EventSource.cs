using System.Net.Mime;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.WebConsole.Tests.Figures;

/// <summary>A front door of which only the stream of calls is there, at the rate that a measurement wants: what it takes does not count.</summary>
internal sealed class EventSource : IAsyncDisposable
{
    private const int AtOnce = 100;

    private readonly WebApplication _app;
    private long _sent;

    private EventSource(WebApplication app, Uri url) => (_app, Url) = (app, url);

    public Uri Url { get; }

    /// <summary>Calls so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Calls a second; null: as many as are read.</summary>
    public int? Rate { get; set; } = 0;

    public static async Task<EventSource> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var url = FreePort.FindUrl();
        var app = builder.Build();
        app.Urls.Add(url.GetLeftPart(UriPartial.Authority));
        var source = new EventSource(app, url);
        app.MapGet("/v1/operators/me", () => Results.Json(new OwnOperatorResponse("bootstrap", "bootstrap", OperatorRole.Admin), GatewayJson.Tolerant));
        app.MapGet("/v1/admin/calls/stream", source.StreamAsync);
        await app.StartAsync();
        return source;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = MediaTypeNames.Text.EventStream;
        await context.Response.WriteAsync("event: heartbeat\ndata: \n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (true)
            {
                if (Rate is { } rate)
                {
                    await pace.WaitForNextTickAsync(context.RequestAborted);
                    await SendAsync(context, rate / 10);
                }
                else
                {
                    await SendAsync(context, AtOnce);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task SendAsync(HttpContext context, int calls)
    {
        var events = new StringBuilder();
        for (var call = 0; call < calls; call++)
        {
            var number = Interlocked.Increment(ref _sent);
            events.Append("event: call\ndata: ").Append(JsonSerializer.Serialize(Record(number), GatewayJson.Tolerant)).Append("\nid: ").Append(number).Append("\n\n");
        }

        await context.Response.WriteAsync(events.ToString(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static CallRecordResponse Record(long number) => new()
    {
        CallId = $"call_{number:x32}",
        OccurredAt = DateTimeOffset.UnixEpoch.AddMilliseconds(number),
        CorrelationId = $"{number:x32}",
        AgentId = $"agt_{number % 50:x32}",
        AgentName = $"agent {number % 50}",
        Tool = "serpapi",
        Action = "search",
        Outcome = number % 20 == 0 ? "scope_denied" : "ok",
        Status = number % 20 == 0 ? 403 : 200,
        Rule = "serpapi:search",
        Attempts = 1,
        Cached = false,
        DurationMs = 1.5,
        RequestBytes = 32,
        ResponseBytes = 2247,
    };
}
