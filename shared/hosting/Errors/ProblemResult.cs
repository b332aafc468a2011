using System.Reflection;
using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Resources;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.Hosting.Errors;

/// <summary>A refusal as HTTP: RFC 9457 body (of OAuth endpoints: RFC 6749), Retry-After, and WWW-Authenticate (RFC 6750) for 401.</summary>
public sealed class ProblemResult(ErrorKind kind, string? detail = null) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/problem+json";

    public ErrorKind Kind { get; } = kind;

    public string? Detail { get; } = detail;

    public string? Rule { get; init; }

    /// <summary>Sent as the next whole second, at least 1.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public DateTimeOffset? ResetsAt { get; init; }

    public long? Remaining { get; init; }

    public string? ApprovalId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? HowToFix { get; init; }

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public static int WholeSeconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    public Problem ToProblem(string correlationId) => new()
    {
        Type = $"urn:4runr:error:{Kind.Code}",
        Title = Kind.Title,
        Status = Kind.Status,
        Code = Kind.Code,
        Detail = Detail ?? Kind.Title,
        CorrelationId = correlationId,
        Rule = Rule,
        RetryAfterSeconds = RetryAfter is { } wait ? WholeSeconds(wait) : null,
        ResetsAt = ResetsAt,
        Remaining = Remaining,
        ApprovalId = ApprovalId,
        ExpiresAt = ExpiresAt,
        HowToFix = HowToFix ?? Kind.HowToFix,
        Errors = Errors,
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        WriteHeaders(httpContext.Response);
        var problem = ToProblem(CorrelationId.Of(httpContext));
        return OAuthErrors.IsAskedFor(httpContext.Request)
            ? httpContext.Response.WriteAsJsonAsync(problem.ToOAuth(), GatewayJson.Tolerant, httpContext.RequestAborted)
            : httpContext.Response.WriteAsJsonAsync(problem, GatewayJson.Tolerant, ContentType, httpContext.RequestAborted);
    }

    /// <summary>Status and headers alone, for endpoints that have a body format of their own.</summary>
    public void WriteHeaders(HttpResponse response)
    {
        response.StatusCode = Kind.Status;
        // For middleware that counts refusals.
        response.HttpContext.Features.Set(Kind);
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = WholeSeconds(wait).ToString(CultureInfo.InvariantCulture);
        }

        if (Kind == GatewayErrors.ApprovalRequired)
        {
            response.Headers.Location = $"/v1/approvals/{ApprovalId}";
        }

        if (Kind.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate =
                ProtectedResources.Challenge(response.HttpContext, Kind == GatewayErrors.TokenMissing ? "Bearer" : "Bearer error=\"invalid_token\"");
        }
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(Problem), [ContentType]));
}
