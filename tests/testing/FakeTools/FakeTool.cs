using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.Testing.FakeTools;

/// <summary>A real HTTP server in place of a tool's API. Whatever it then answers, a request it took is in its log.</summary>
public sealed class FakeTool : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ToolEntry> _log = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Now _now = new(ToolMood.Well);

    private FakeTool(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>In the order of arrival.</summary>
    public IReadOnlyCollection<ToolEntry> Log => _log;

    /// <summary>Completes when the first request has arrived.</summary>
    public Task First => _first.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Requests that hang get their answer when this changes.</summary>
    public ToolMood Mood
    {
        get => Volatile.Read(ref _now).Mood;
        set => Interlocked.Exchange(ref _now, new Now(value)).Changed.SetResult();
    }

    /// <summary>How long it takes over every answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <param name="path">The one that the tool takes requests at.</param>
    /// <param name="markerOf">What the log remembers of a request.</param>
    /// <param name="answer">A good answer to the request of this number.</param>
    public static async Task<FakeTool> StartAsync(
        HttpMethod method, string path, Func<HttpRequest, Task<string>> markerOf, Func<int, object> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var tool = new FakeTool(builder.Build());
        tool._app.MapMethods(path, [method.Method], async context => await tool.HandleAsync(context, await markerOf(context.Request), answer));
        await tool._app.StartAsync();
        return tool;
    }

    public async ValueTask DisposeAsync()
    {
        Mood = ToolMood.Well;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context, string marker, Func<int, object> answer)
    {
        _log.Enqueue(new ToolEntry(marker, TimeProvider.System.GetUtcNow()));
        var number = _log.Count;
        _first.TrySetResult();
        var now = Volatile.Read(ref _now);
        if (now.Mood == ToolMood.Hanging)
        {
            await now.Changed.Task.WaitAsync(context.RequestAborted);
        }
        else if (Latency > TimeSpan.Zero)
        {
            // Nobody else ends it: the mood, or who asked.
            await now.Changed.Task.WaitAsync(Latency, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.Response.StatusCode = now.Mood == ToolMood.Failing ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(answer(number));
    }

    private sealed record Now(ToolMood Mood)
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
