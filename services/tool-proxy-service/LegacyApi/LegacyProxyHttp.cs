using FourRunr.Contracts;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.LegacyApi;

/// <summary>The one place where an outcome becomes an answer of <c>/api</c>.</summary>
internal static class LegacyProxyHttp
{
    public static IResult Answer(HttpContext context, ToolCallOutcome outcome)
    {
        CallHeaders.Write(context.Response.Headers, outcome.Facts);
        return outcome switch
        {
            ToolCallOutcome.Answered answered => TypedResults.Ok(
                new LegacyProxyResponse(Success: true, answered.Data.ToNode(), Metadata(answered.Facts))),
            ToolCallOutcome.Refused refused => new LegacyErrorResult(ToolCallHttp.ToProblem(refused.Why)),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        };
    }

    private static LegacyMetadata Metadata(CallFacts facts) => new(
        facts.Agent!.AgentId, facts.Agent.Name, facts.Action!.Tool, facts.Action.Name, Math.Round(facts.Duration.TotalMilliseconds, 3), facts.IsMock);
}
