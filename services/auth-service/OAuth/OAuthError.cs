using System.Reflection;
using FourRunr.Contracts;
using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.Auth.OAuth;

/// <summary>A refusal in OAuth's words (RFC 6749 section 5.2), with the gateway's code and correlation id.</summary>
internal sealed class OAuthError(ErrorKind kind, string error, string description) : IResult, IEndpointMetadataProvider
{
    public static OAuthError InvalidRequest(string description) => new(GatewayErrors.BodyInvalid, "invalid_request", description);

    public static OAuthError InvalidScope(string description) => new(GatewayErrors.ParamsInvalid, "invalid_scope", description);

    public static OAuthError InvalidGrant(string description) => new(GatewayErrors.BodyInvalid, "invalid_grant", description);

    public static OAuthError UnsupportedGrantType() =>
        new(GatewayErrors.BodyInvalid, "unsupported_grant_type", "Only grant_type=client_credentials is supported.");

    public static OAuthError InvalidClient(string description) => new(GatewayErrors.TokenInvalid, "invalid_client", description);

    public static OAuthError SuspendedClient() => new(GatewayErrors.AgentSuspended, "invalid_client", GatewayErrors.AgentSuspended.Title);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        new ProblemResult(kind).WriteHeaders(httpContext.Response);
        return httpContext.Response.WriteAsJsonAsync(
            new OAuthErrorResponse(error, description, kind.Code, CorrelationId.Of(httpContext)), GatewayJson.Tolerant, httpContext.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(OAuthErrorResponse), ["application/json"]));
}

/// <param name="Error">E.g. <c>invalid_client</c>.</param>
/// <param name="Code">The gateway's own code.</param>
public sealed record OAuthErrorResponse(string Error, string ErrorDescription, string Code, string CorrelationId);
