using System.Runtime.InteropServices;
using System.Text.Json;
using FourRunr.Contracts;
using FourRunr.Hosting.Correlation;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Primitives;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary><c>tools/call</c>.</summary>
internal sealed class McpCall(ToolCallPipeline pipeline, McpToolNames names, RunningMcpCalls running, TimeProvider clock)
{
    /// <summary>A call that takes longer is answered by a stream, so that nobody gives up on a quiet connection.</summary>
    private static readonly TimeSpan QuietAtMost = TimeSpan.FromSeconds(5);

    private static readonly ReadOnlyMemory<byte> NoArguments = "{}"u8.ToArray();

    /// <param name="tool">Of an endpoint that offers this tool alone; null: names hold the tool.</param>
    public async Task<IResult> AnswerAsync(
        HttpContext context, McpMessage message, bool isModern, string? tool, Credential credential, AgentIdentity? agent)
    {
        if (message.Text("name") is not { } name)
        {
            return McpAnswer.Error(message.Id, McpError.InvalidParams("'params.name' must be a string."));
        }

        if (message.Params.TryGetProperty("arguments", out var arguments) && arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return McpAnswer.Error(message.Id, McpError.InvalidParams("'params.arguments' must be an object."));
        }

        var call = ToCall(context.Request, message, tool, name, arguments, credential);
        if (agent is null || message.Id is not { } id)
        {
            return ToAnswer(context, message, isModern, call, name, await pipeline.RunAsync(call, context.RequestAborted));
        }

        using var run = running.Begin(agent.TokenId, id.GetRawText(), context.RequestAborted);
        var outcome = pipeline.RunAsync(call, run.Token);
        if (!outcome.IsCompleted && McpEventStream.IsAccepted(context.Request))
        {
            try
            {
                await outcome.WaitAsync(QuietAtMost, clock);
            }
            catch (TimeoutException)
            {
                await StreamAsync(context, outcome, ended => ToAnswer(context, message, isModern, call, name, ended));
                return Results.Empty;
            }
        }

        return ToAnswer(context, message, isModern, call, name, await outcome);
    }

    private async Task StreamAsync(HttpContext context, Task<ToolCallOutcome> outcome, Func<ToolCallOutcome, IResult> toAnswer)
    {
        var stream = new McpEventStream(context);
        try
        {
            await stream.BeginAsync();
            while (await Task.WhenAny(outcome, Task.Delay(McpEventStream.KeepAlive, clock, context.RequestAborted)) != outcome)
            {
                await stream.CommentAsync();
            }

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

    private ToolCall ToCall(HttpRequest request, McpMessage message, string? tool, string name, JsonElement arguments, Credential credential)
    {
        var action = tool is null ? names.Find(name) : null;
        ReadOnlyMemory<byte> body = arguments.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(arguments).ToArray() : NoArguments;
        return new ToolCall
        {
            CorrelationId = CorrelationId.Of(request.HttpContext),
            Credential = credential,
            Tool = tool ?? action?.Tool ?? name,
            Action = tool is null ? action?.Name ?? "" : name,
            Intent = message.Intent ?? Intent.Of(request),
            IdempotencyKey = message.IdempotencyKey is { } key ? new StringValues(key) : request.Headers[IdempotencyKey.Header],
            ReadBody = _ => ValueTask.FromResult<RefusalOr<ReadOnlyMemory<byte>>>(body),
        };
    }

    private static IResult ToAnswer(
        HttpContext context, McpMessage message, bool isModern, ToolCall call, string name, ToolCallOutcome outcome)
    {
        if (!context.Response.HasStarted)
        {
            CallHeaders.Write(context.Response.Headers, outcome.Facts);
        }

        return outcome switch
        {
            ToolCallOutcome.Answered answered => McpResults.Answered(message, isModern, call.CorrelationId, answered),
            ToolCallOutcome.Refused { Why: var why } when why.Kind == GatewayErrors.ToolUnknown => McpAnswer.Error(message.Id, McpError.UnknownTool(name)),
            ToolCallOutcome.Refused { Why: var why } when why.Kind.Status == StatusCodes.Status401Unauthorized && !context.Response.HasStarted => why.ToProblem(),
            ToolCallOutcome.Refused { Why: var why } => McpResults.Refused(message, isModern, call.CorrelationId, why.ToProblem()),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        };
    }
}
