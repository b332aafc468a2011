using System.Security.Claims;
using FourRunr.WebConsole.Gateway;
using FourRunr.WebConsole.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FourRunr.WebConsole.SignIn;

/// <summary>Begins a session with a credential that the gateway knows as an operator's.</summary>
internal sealed class SessionStarter(GatewayHttp gateway)
{
    /// <returns>Null when the session has begun; otherwise why it has not.</returns>
    public async Task<Problem?> BeginAsync(HttpContext context, string credential)
    {
        var reply = await gateway.SendAsync<OwnOperatorResponse>(HttpMethod.Get, "/v1/operators/me", credential, cancellationToken: context.RequestAborted);
        if (reply is not GatewayReply<OwnOperatorResponse>.Ok { Value: var self })
        {
            return ((GatewayReply<OwnOperatorResponse>.Refused)reply).Problem;
        }

        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, self.OperatorId),
                new(ClaimTypes.Name, self.Name),
                new(ClaimTypes.Role, self.Role.ToWire()),
            ],
            CookieAuthenticationDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { Items = { [SessionStore.CredentialItem] = credential } };
        await context.SignInAsync(new ClaimsPrincipal(identity), properties);
        return null;
    }
}
