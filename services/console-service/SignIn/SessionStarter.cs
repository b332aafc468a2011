using System.Security.Claims;
using FourRunr.WebConsole.Gateway;
using FourRunr.WebConsole.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FourRunr.WebConsole.SignIn;

/// <summary>Begins a session with a credential that the gateway knows as an operator's.</summary>
internal sealed class SessionStarter(GatewayHttp gateway)
{
    /// <summary>Whose credential it is.</summary>
    public abstract record Identified;

    public sealed record Known(ClaimsPrincipal Principal) : Identified;

    public sealed record Unknown(Problem Problem) : Identified;

    public async Task<Identified> IdentifyAsync(string credential, CancellationToken cancellationToken)
    {
        var reply = await gateway.SendAsync<OwnOperatorResponse>(HttpMethod.Get, "/v1/operators/me", credential, cancellationToken: cancellationToken);
        return reply switch
        {
            GatewayReply<OwnOperatorResponse>.Ok { Value: var self } => new Known(new ClaimsPrincipal(new ClaimsIdentity(
                [
                    new(ClaimTypes.NameIdentifier, self.OperatorId),
                    new(ClaimTypes.Name, self.Name),
                    new(ClaimTypes.Role, self.Role.ToWire()),
                ],
                CookieAuthenticationDefaults.AuthenticationScheme))),
            GatewayReply<OwnOperatorResponse>.Refused { Problem: var problem } => new Unknown(problem),
            _ => throw new InvalidOperationException("A reply is an answer or a refusal."),
        };
    }

    /// <returns>Null when the session has begun; otherwise why it has not.</returns>
    public async Task<Problem?> BeginAsync(HttpContext context, string credential)
    {
        var identified = await IdentifyAsync(credential, context.RequestAborted);
        if (identified is not Known known)
        {
            return ((Unknown)identified).Problem;
        }

        var properties = new AuthenticationProperties { Parameters = { [SessionStore.CredentialParameter] = new FixedCredential(credential) } };
        await context.SignInAsync(known.Principal, properties);
        return null;
    }
}
