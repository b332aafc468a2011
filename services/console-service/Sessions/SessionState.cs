using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace FourRunr.WebConsole.Sessions;

/// <summary>Signs an open page out soon after its session is over.</summary>
internal sealed class SessionState(SessionStore sessions, ILoggerFactory logs) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(authenticationState.User.FindFirstValue(SessionStore.SessionClaim) is { } id && sessions.Find(id) is not null);
}
