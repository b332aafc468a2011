using FourRunr.Hosting.Correlation;

namespace FourRunr.ToolProxy.Faces.Legacy;

/// <summary>A refusal in the format of the <c>/api</c> endpoints: status and headers as in <c>/v1</c>, but another body.</summary>
internal sealed class LegacyErrorResult(ProblemResult problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        problem.WriteHeaders(httpContext.Response);
        var body = problem.ToProblem(CorrelationId.Of(httpContext));
        return httpContext.Response.WriteAsJsonAsync(
            new LegacyError
            {
                Error = body.Detail,
                Code = body.Code,
                CorrelationId = body.CorrelationId,
                Rule = body.Rule,
                RetryAfterSeconds = body.RetryAfterSeconds,
                ApprovalId = body.ApprovalId,
                HowToFix = body.HowToFix,
                Errors = body.Errors,
            },
            GatewayJson.Tolerant,
            httpContext.RequestAborted);
    }
}
