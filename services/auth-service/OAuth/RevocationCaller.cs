using System.Security.Claims;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Hosting.Access;
using FourRunr.Storage;
using Microsoft.AspNetCore.Authorization;

namespace FourRunr.Auth.OAuth;

/// <summary>Finds out who asks for a revocation: RFC 7009 lets the holder of a token end it.</summary>
internal sealed class RevocationCaller(
    AssertionVerifier assertions, Database database, SecurityEventLog events, IAuthorizationService authorization)
{
    public async Task<Outcome> IdentifyAsync(OAuthForm form, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (form["client_assertion"] is not null)
        {
            return await IdentifyByAssertionAsync(form, cancellationToken);
        }

        if (user.Identity is not { IsAuthenticated: true })
        {
            return new Outcome.Anonymous();
        }

        if ((await authorization.AuthorizeAsync(user, AccessRole.Admin)).Succeeded)
        {
            return new Outcome.Admin();
        }

        return (await authorization.AuthorizeAsync(user, AccessRole.Agent)).Succeeded
            ? new Outcome.Agent(user.PrincipalId())
            : new Outcome.NotAllowed();
    }

    private async Task<Outcome> IdentifyByAssertionAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        var (use, error) = await assertions.VerifyAsync(form, cancellationToken);
        if (use is null)
        {
            return new Outcome.Refused(error!);
        }

        if (await database.WriteAsync(transaction => use.UseUpAsync(transaction, cancellationToken), cancellationToken))
        {
            return new Outcome.Agent(use.AgentId);
        }

        await events.AssertionReplayedAsync(use.AgentId, cancellationToken);
        return new Outcome.Refused(OAuthError.ReplayedAssertion());
    }

    public abstract record Outcome
    {
        /// <summary>May revoke every token.</summary>
        public sealed record Admin : Outcome;

        /// <summary>May revoke its own tokens.</summary>
        public sealed record Agent(string AgentId) : Outcome;

        public sealed record Anonymous : Outcome;

        /// <summary>A good credential of the wrong kind.</summary>
        public sealed record NotAllowed : Outcome;

        /// <summary>A bad client assertion.</summary>
        public sealed record Refused(OAuthError Error) : Outcome;
    }
}
