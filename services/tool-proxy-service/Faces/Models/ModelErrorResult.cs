using System.Reflection;
using FourRunr.Hosting.Correlation;
using FourRunr.ToolProxy.Models.Streams;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>
/// A refusal before an answer began, in the one form that clients of both APIs read. <c>x-should-retry: false</c> keeps them from repeating what
/// would be refused again; a wait of more than a minute is not slept out with the caller's connection open, so it is no Retry-After.
/// </summary>
/// <param name="callId">Null for a request that became no call.</param>
internal sealed class ModelErrorResult(ProblemResult problem, string? callId = null) : IResult, IEndpointMetadataProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        problem.WriteHeaders(response);
        if (response.Headers["x-request-id"].Count == 0)
        {
            ModelHeadersWriter.WriteId(response, callId ?? CorrelationId.Of(httpContext));
        }

        if (problem.RetryAfter > LongestWait)
        {
            response.Headers.Remove("Retry-After");
        }

        if (!IsWorthRepeating(problem))
        {
            response.Headers["x-should-retry"] = "false";
        }

        var body = DialectErrors.Body(problem.ToProblem(CorrelationId.Of(httpContext)));
        response.ContentType = DialectErrors.ContentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    /// <summary>Whether the same request may succeed within a minute, as far as the gateway knows.</summary>
    private static bool IsWorthRepeating(ProblemResult problem) => problem.RetryAfter <= LongestWait
        || (problem.RetryAfter is null && problem.Kind.Status is StatusCodes.Status408RequestTimeout or StatusCodes.Status502BadGateway or StatusCodes.Status504GatewayTimeout)
        || problem.Kind == GatewayErrors.IdempotencyInFlight || problem.Kind == GatewayErrors.ShuttingDown;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(Problem), [DialectErrors.ContentType]));
}
