using System.Threading.Channels;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>Runs a call and answers it: by one JSON response, or by a stream of events when it takes long or tells of its progress.</summary>
internal sealed class McpCallRunner(ToolCallPipeline pipeline, RunningMcpCalls running, TimeProvider clock)
{
    /// <summary>News of a call that are waiting to be sent; the oldest go first.</summary>
    private const int MostNews = 64;

    /// <summary>A call that takes longer is answered by a stream, so that nobody gives up on a quiet connection.</summary>
    private static readonly TimeSpan QuietAtMost = TimeSpan.FromSeconds(5);

    /// <param name="agent">Null while nobody can say who calls: the pipeline refuses.</param>
    public async Task<IResult> RunAsync(HttpContext context, McpMessage message, ToolCall call, AgentIdentity? agent, Func<ToolCallOutcome, IResult> toAnswer)
    {
        if (agent is null || message.Id is not { } id)
        {
            return Answer(context, await pipeline.RunAsync(call, context.RequestAborted), toAnswer);
        }

        using var run = running.Begin(agent.TokenId, id.GetRawText(), context.RequestAborted);
        if (!McpEventStream.IsAccepted(context.Request))
        {
            return Answer(context, await pipeline.RunAsync(call, run.Token), toAnswer);
        }

        var news = message.ProgressToken is null
            ? null
            : Channel.CreateBounded<JsonElement>(new BoundedChannelOptions(MostNews) { FullMode = BoundedChannelFullMode.DropOldest });
        var dialog = call.Dialog is { } own && news is not null ? own with { OnProgress = progress => news.Writer.TryWrite(progress.Clone()) } : call.Dialog;
        var outcome = pipeline.RunAsync(call with { Dialog = dialog }, run.Token);
        if (await IsQuietAsync(outcome, news))
        {
            return Answer(context, await outcome, toAnswer);
        }

        await StreamAsync(context, message, outcome, news, toAnswer);
        return Results.Empty;
    }

    /// <summary>Whether the call ends soon and without news.</summary>
    private async Task<bool> IsQuietAsync(Task<ToolCallOutcome> outcome, Channel<JsonElement>? news)
    {
        try
        {
            Task first = news is null || outcome.IsCompleted ? outcome : Task.WhenAny(outcome, news.Reader.WaitToReadAsync().AsTask());
            await first.WaitAsync(QuietAtMost, clock);
            return news is null || !news.Reader.TryPeek(out _);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task StreamAsync(
        HttpContext context, McpMessage message, Task<ToolCallOutcome> outcome, Channel<JsonElement>? news, Func<ToolCallOutcome, IResult> toAnswer)
    {
        var stream = new McpEventStream(context);
        try
        {
            await stream.BeginAsync();
            while (!outcome.IsCompleted)
            {
                var pause = Task.Delay(McpEventStream.KeepAlive, clock, context.RequestAborted);
                Task first = news is null
                    ? await Task.WhenAny(outcome, pause)
                    : await Task.WhenAny(outcome, news.Reader.WaitToReadAsync(context.RequestAborted).AsTask(), pause);
                if (first == pause)
                {
                    await stream.CommentAsync();
                }

                await TellAsync(stream, message, news);
            }

            await TellAsync(stream, message, news);
            if (toAnswer(await outcome) is McpAnswer answer)
            {
                await answer.WriteEventAsync(stream);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller closed the connection. The call is recorded all the same.
            await outcome;
        }
    }

    private static async Task TellAsync(McpEventStream stream, McpMessage message, Channel<JsonElement>? news)
    {
        while (news?.Reader.TryRead(out var progress) == true)
        {
            await stream.SendAsync(json => WriteProgress(json, message.ProgressToken!.Value, progress));
        }
    }

    private static void WriteProgress(Utf8JsonWriter json, JsonElement token, JsonElement progress)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteString("method"u8, "notifications/progress"u8);
        json.WriteStartObject("params"u8);
        json.WritePropertyName("progressToken"u8);
        token.WriteTo(json);
        foreach (var member in progress.EnumerateObject().Where(member => member.Name is "progress" or "total" or "message"))
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IResult Answer(HttpContext context, ToolCallOutcome outcome, Func<ToolCallOutcome, IResult> toAnswer)
    {
        CallHeaders.Write(context.Response.Headers, outcome.Facts);
        return toAnswer(outcome);
    }
}
