using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.ToolProxy.Calls;

/// <summary>The one place where an outcome becomes an answer of <c>/v1</c>.</summary>
internal static class ToolCallHttp
{
    public static Results<ToolCallAnswer, ProblemResult, StatusCodeHttpResult> Answer(
        HttpContext context, ToolCall call, ToolCallOutcome outcome)
    {
        CallHeaders.Write(context.Response.Headers, outcome.Facts);
        return outcome switch
        {
            ToolCallOutcome.Answered answered => new ToolCallAnswer(answered.Data, Meta(call, answered.Facts)),
            ToolCallOutcome.Refused refused => ToProblem(refused.Why),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        };
    }

    public static ProblemResult ToProblem(Refusal refusal) => new(refusal.Kind, refusal.Detail)
    {
        Rule = refusal.Rule,
        RetryAfter = refusal.RetryAfter,
        Remaining = refusal.Remaining,
        HowToFix = refusal.HowToFix,
        Errors = refusal.Errors,
    };

    private static ToolCallMeta Meta(ToolCall call, CallFacts facts) => new()
    {
        AgentId = facts.Agent!.AgentId,
        AgentName = facts.Agent.Name,
        Tool = facts.Action!.Tool,
        Action = facts.Action.Name,
        ResponseTimeMs = Math.Round(facts.Duration.TotalMilliseconds, 3),
        CorrelationId = call.CorrelationId,
        Cached = facts.Cached,
        Attempts = facts.Attempts,
        Origin = facts.Origin!,
        Mock = facts.IsMock,
    };
}
