using System.Security.Claims;
using System.Text.Encodings.Web;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Secrets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace FourRunr.Hosting.Access;

/// <summary>ASP.NET Core authentication for service keys, operator keys and agent tokens, all sent as bearer.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    GatewaySecrets secrets,
    IBearerIntrospector introspector) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private ErrorKind _refusal = GatewayErrors.TokenMissing;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // The framework authenticates every request. An endpoint that is open, or identifies its caller itself, must also work while
        // auth-service is unavailable.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
        {
            return AuthenticateResult.NoResult();
        }

        var (presented, refusal) = BearerToken.Read(Request);
        if (presented is not { } token)
        {
            _refusal = refusal!;
            return _refusal == GatewayErrors.TokenMissing ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(_refusal.Code);
        }

        if (secrets.IsServiceKey(token.Span))
        {
            return Success(PrincipalKind.Service, "service", name: null, role: null);
        }

        var answer = await introspector.IntrospectAsync(token, Context.RequestAborted);
        // A token for one MCP endpoint is good for no other: those identify their callers themselves.
        if (answer is { Active: true, Aud: not null })
        {
            _refusal = GatewayErrors.TokenInvalid;
            return AuthenticateResult.Fail(_refusal.Code);
        }

        if (answer is { Active: true, Kind: { } kind, Sub: { } id })
        {
            return Success(kind, id, answer.Name, answer.Role);
        }

        _refusal = GatewayErrors.OfInactive(answer);
        return AuthenticateResult.Fail(_refusal.Code);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => new ProblemResult(_refusal).ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new ProblemResult(GatewayErrors.AccessDenied).ExecuteAsync(Context);

    private AuthenticateResult Success(PrincipalKind kind, string id, string? name, string? role)
    {
        var identity = new ClaimsIdentity(Scheme.Name);
        identity.AddClaim(new Claim(AccessModule.KindClaim, kind.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, id));
        if (name is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.Name, name));
        }

        if (role is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, role));
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }
}
