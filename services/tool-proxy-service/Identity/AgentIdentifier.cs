using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Identity;

/// <summary>Finds the agent that a token belongs to. Only agents call tools: operator keys and service keys are refused.</summary>
internal sealed class AgentIdentifier(IBearerIntrospector introspector, GatewaySecrets secrets, GatewaySettings settings)
{
    private readonly string _origin = settings.ProxyUrl.GetLeftPart(UriPartial.Authority);

    /// <exception cref="DependencyUnavailableException">The token cannot be checked: 503, never 401.</exception>
    public async ValueTask<RefusalOr<AgentIdentity>> IdentifyAsync(Credential credential, CancellationToken cancellationToken)
    {
        if (credential.Token is not { } token)
        {
            return Refuse(credential.Refusal ?? GatewayErrors.TokenMissing);
        }

        if (secrets.IsServiceKey(token.Span))
        {
            return Refuse(GatewayErrors.TokenInvalid);
        }

        var answer = await introspector.IntrospectAsync(token, cancellationToken);
        if (!answer.Active)
        {
            return Refuse(KindOf(answer.Code));
        }

        if (answer.Kind != PrincipalKind.Agent || (answer.Aud is { } audience && audience != $"{_origin}{credential.Resource?.TrimEnd('/')}"))
        {
            return Refuse(GatewayErrors.TokenInvalid);
        }

        var agent = ToAgent(answer);
        return credential.ExpectedTokenId is { } expected && expected != agent.TokenId ? Refuse(GatewayErrors.TokenInvalid) : agent;
    }

    private static Refusal Refuse(ErrorKind kind) => new(kind);

    private static ErrorKind KindOf(string? code) =>
        code is not null && GatewayErrors.ByCode.TryGetValue(code, out var kind) && kind.Status == StatusCodes.Status401Unauthorized
            ? kind
            : GatewayErrors.TokenInvalid;

    private static AgentIdentity ToAgent(IntrospectionResponse answer) =>
        answer is { Sub: { } id, Role: { } role, Jti: { } tokenId, Tools: { } tools, Permissions: { } permissions, Iat: { } iat, Exp: { } exp }
            ? new AgentIdentity(
                id, answer.Name ?? id, role, answer.Tags ?? [], tokenId, tools, permissions,
                DateTimeOffset.FromUnixTimeSeconds(iat), DateTimeOffset.FromUnixTimeSeconds(exp))
            // An incomplete answer is a fault of the services, not of the agent.
            : throw new DependencyUnavailableException(DependencyModule.AuthService);
}
