using FourRunr.ToolProxy.Audit.Stream;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>
/// <c>subscriptions/listen</c>: tells a client when the list of what it may call has changed, by a tool, a policy or its token. The stream
/// ends within 5 s of the token's end, and while the gateway shuts down.
/// </summary>
internal sealed class McpListener(
    AgentIdentifier agents, CallableActions callable, StreamLimiter seats, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const string ToolsListChanged = "toolsListChanged";
    private const string SubscriptionId = "io.modelcontextprotocol/subscriptionId";

    /// <summary>Between two looks at token and list.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <param name="tool">Of an endpoint that offers this tool alone; null for all.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, McpMessage message, string? tool, Credential credential, AgentIdentity agent)
    {
        if (seats.TryTake(agent.AgentId) is not { } seat)
        {
            return new ProblemResult(GatewayErrors.RateLimited, $"{StreamLimiter.Most} streams of this agent are open at this gateway.")
            {
                RetryAfter = Interval,
                HowToFix = "Close one of them.",
            };
        }

        using (seat)
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping))
        {
            var id = message.Id!.Value;
            var wantsTools = message.Params.TryGetProperty("notifications", out var wanted) && wanted.ValueKind == JsonValueKind.Object
                && wanted.TryGetProperty(ToolsListChanged, out var asked) && asked.ValueKind == JsonValueKind.True;
            var stream = new McpEventStream(context);
            try
            {
                var known = await callable.FindAsync(agent, intent: null, tool, over.Token);
                await stream.BeginAsync();
                await stream.SendAsync(json => WriteAcknowledged(json, id, wantsTools));
                await FollowAsync(stream, id, wantsTools, tool, credential, known, over.Token);
            }
            catch (OperationCanceledException)
            {
                // The client or this gateway goes.
            }
            catch (DependencyUnavailableException) when (context.Response.HasStarted)
            {
                // What cannot be decided is not believed for longer: the client connects again.
            }

            if (!context.RequestAborted.IsCancellationRequested && context.Response.HasStarted)
            {
                await McpAnswer.Result(id, json =>
                {
                    McpResults.WriteComplete(json);
                    WriteMeta(json, id);
                }).WriteEventAsync(stream);
            }
        }

        return Results.Empty;
    }

    private async Task FollowAsync(
        McpEventStream stream, JsonElement id, bool wantsTools, string? tool, Credential credential, List<CallableAction> known, CancellationToken over)
    {
        var saidAt = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(over))
        {
            if (!(await agents.IdentifyAsync(credential, over)).TryGet(out var agent, out _))
            {
                return;
            }

            if (wantsTools && await callable.FindAsync(agent, intent: null, tool, over) is var now && !now.SequenceEqual(known))
            {
                known = now;
                await stream.SendAsync(json => WriteChanged(json, id));
                saidAt = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(saidAt) >= McpEventStream.KeepAlive)
            {
                await stream.CommentAsync();
                saidAt = clock.GetTimestamp();
            }
        }
    }

    private static void WriteAcknowledged(Utf8JsonWriter json, JsonElement id, bool wantsTools) =>
        WriteNotification(json, "notifications/subscriptions/acknowledged", id, () =>
        {
            json.WriteStartObject("notifications"u8);
            if (wantsTools)
            {
                json.WriteBoolean(ToolsListChanged, true);
            }

            json.WriteEndObject();
        });

    private static void WriteChanged(Utf8JsonWriter json, JsonElement id) => WriteNotification(json, "notifications/tools/list_changed", id, () => { });

    private static void WriteNotification(Utf8JsonWriter json, string method, JsonElement id, Action writeParams)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteString("method"u8, method);
        json.WriteStartObject("params"u8);
        WriteMeta(json, id);
        writeParams();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter json, JsonElement id)
    {
        json.WriteStartObject("_meta"u8);
        json.WritePropertyName(SubscriptionId);
        id.WriteTo(json);
        json.WriteEndObject();
    }
}
