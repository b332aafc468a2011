using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Faces.Rest;

/// <summary>Maps the outcome of a call to the response of <c>/v1</c>.</summary>
internal static class ToolCallResultWriter
{
    public static Results<ToolCallHttpResult, ProblemResult, StatusCodeHttpResult> ToResult(
        HttpContext context, ToolCall call, ToolCallOutcome outcome)
    {
        CallHeaders.Write(context.Response.Headers, outcome.Facts);
        return outcome switch
        {
            ToolCallOutcome.Answered answered => new ToolCallHttpResult(answered.Data, Meta(call, answered)),
            ToolCallOutcome.Refused refused => refused.Why.ToProblem(),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        };
    }

    private static ToolCallMeta Meta(ToolCall call, ToolCallOutcome.Answered answered) => new()
    {
        AgentId = answered.Call.Agent.AgentId,
        AgentName = answered.Call.Agent.Name,
        Tool = answered.Call.Action.Tool,
        Action = answered.Call.Action.Name,
        ResponseTimeMs = Math.Round(answered.Facts.Duration.TotalMilliseconds, 3),
        CorrelationId = call.CorrelationId,
        Cached = answered.Facts.Cached,
        Attempts = answered.Facts.Attempts,
        Origin = answered.Origin,
        Mock = answered.IsMock,
    };
}
