using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace FourRunr.WebConsole.Sessions;

/// <summary>The operator of this circuit.</summary>
internal sealed class CurrentOperator(AuthenticationStateProvider state, SessionStore sessions)
{
    /// <returns>Null when the session is over.</returns>
    public async Task<string?> CredentialAsync(CancellationToken cancellationToken = default) =>
        await SessionIdAsync() is { } id && sessions.Find(id) is { } session ? await session.Credential.GetAsync(cancellationToken) : null;

    public async Task<string?> SessionIdAsync() => (await state.GetAuthenticationStateAsync()).User.FindFirstValue(SessionStore.SessionClaim);

    /// <summary>Ends the session, in every tab.</summary>
    public async Task SignOutAsync()
    {
        if (await SessionIdAsync() is { } id)
        {
            sessions.Remove(id);
        }
    }
}
