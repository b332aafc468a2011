using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Faces.Legacy;

/// <summary>Maps the outcome of a call to the response of <c>/api</c>.</summary>
internal static class LegacyResultWriter
{
    public static IResult ToResult(HttpContext context, ToolCallOutcome outcome)
    {
        CallHeaders.Write(context.Response.Headers, outcome.Facts);
        return outcome switch
        {
            ToolCallOutcome.Answered answered => TypedResults.Ok(
                new LegacyProxyResponse(Success: true, answered.Data.ToNode(), Metadata(answered))),
            ToolCallOutcome.Refused refused => new LegacyErrorResult(refused.Why.ToError().ToProblem()),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        };
    }

    private static LegacyMetadata Metadata(ToolCallOutcome.Answered answered) => new(
        answered.Call.Agent.AgentId,
        answered.Call.Agent.Name,
        answered.Call.Action.Tool,
        answered.Call.Action.Name,
        Math.Round(answered.Facts.Duration.TotalMilliseconds, 3),
        answered.IsMock);
}
