using System.Reflection;
using FourRunr.Hosting.Correlation;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.Auth.OAuth;

/// <summary>An OAuth error response (RFC 6749 section 5.2), with the gateway's code and correlation id.</summary>
internal sealed class OAuthError(ErrorKind kind, string error, string description) : IResult, IEndpointMetadataProvider
{
    private const string BasicScheme = "Basic ";

    public static OAuthError InvalidRequest(string description) => new(GatewayErrors.BodyInvalid, "invalid_request", description);

    public static OAuthError InvalidScope(string description) => new(GatewayErrors.ParamsInvalid, "invalid_scope", description);

    public static OAuthError InvalidGrant(string description) => new(GatewayErrors.BodyInvalid, "invalid_grant", description);

    /// <summary>RFC 8707: the resource is not of this gateway, or not what was granted.</summary>
    public static OAuthError InvalidTarget(string description) => new(GatewayErrors.ParamsInvalid, "invalid_target", description);

    public static OAuthError UnsupportedGrantType(IEnumerable<string> supported) =>
        new(GatewayErrors.BodyInvalid, "unsupported_grant_type", $"Supported for grant_type: {string.Join(", ", supported)}.");

    public static OAuthError SignInIsOff() => new(
        GatewayErrors.BodyInvalid, "unsupported_grant_type",
        "This gateway does not sign clients in any more (MCP_AUTH=bearer). Ask its operator for a token, or sign in with the agent's own key (client_credentials).");

    public static OAuthError InvalidClient(string description) => new(GatewayErrors.TokenInvalid, "invalid_client", description);

    public static OAuthError ReplayedAssertion() => InvalidClient("The client assertion was used before.");

    public static OAuthError SuspendedClient() => new(GatewayErrors.AgentSuspended, "invalid_client", GatewayErrors.AgentSuspended.Title);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        new ProblemResult(kind).WriteHeaders(httpContext.Response);
        Challenge(httpContext);
        var body = OAuthErrors.Make(error, description, kind.Code, CorrelationId.Of(httpContext));
        return httpContext.Response.WriteAsJsonAsync(body, GatewayJson.Tolerant, httpContext.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(OAuthErrorResponse), ["application/json"]));

    /// <summary>
    /// A client assertion is not HTTP authentication, so a failed one gets no challenge: client libraries would show the challenge in place
    /// of the error. Only a client that sent Basic credentials gets one, as the RFC requires.
    /// </summary>
    private static void Challenge(HttpContext context)
    {
        context.Response.Headers.Remove("WWW-Authenticate");
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized
            && context.Request.Headers.Authorization is [{ } sent] && sent.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"4Runr Gateway\"";
        }
    }
}
