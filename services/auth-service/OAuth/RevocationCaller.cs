using System.Security.Claims;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tokens;
using Microsoft.AspNetCore.Authorization;

namespace FourRunr.Auth.OAuth;

/// <summary>Identifies who requests a revocation: RFC 7009 lets the holder of a token revoke it.</summary>
internal sealed class RevocationCaller(
    AssertionVerifier assertions, Database database, SecurityEventLog events, IAuthorizationService authorization)
{
    public async Task<Outcome> IdentifyAsync(OAuthForm form, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.Identity switch
        {
            _ when form["client_assertion"] is not null => await IdentifyByAssertionAsync(form, cancellationToken),
            not { IsAuthenticated: true } => new Outcome.Anonymous(),
            _ when (await authorization.AuthorizeAsync(user, AccessRole.Admin)).Succeeded => new Outcome.MayRevokeAll(),
            _ when (await authorization.AuthorizeAsync(user, AccessRole.Agent)).Succeeded => new Outcome.MayRevokeOwn(user.PrincipalId()),
            _ => new Outcome.NotAllowed(),
        };

    private async Task<Outcome> IdentifyByAssertionAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        var (assertion, error) = await assertions.VerifyAsync(form, cancellationToken);
        if (assertion is null)
        {
            return new Outcome.Refused(error!);
        }

        if (await database.WriteAsync(
            transaction => AssertionStore.TryUseAsync(transaction, assertion, cancellationToken), cancellationToken))
        {
            return new Outcome.MayRevokeOwn(assertion.AgentId);
        }

        await events.AssertionReplayedAsync(assertion.AgentId, cancellationToken);
        return new Outcome.Refused(OAuthError.ReplayedAssertion());
    }

    public abstract record Outcome
    {
        /// <summary>An admin.</summary>
        public sealed record MayRevokeAll : Outcome;

        /// <summary>An agent.</summary>
        public sealed record MayRevokeOwn(string AgentId) : Outcome;

        public sealed record Anonymous : Outcome;

        /// <summary>Has a valid credential of the wrong kind.</summary>
        public sealed record NotAllowed : Outcome;

        /// <summary>Sent an invalid client assertion.</summary>
        public sealed record Refused(OAuthError Error) : Outcome;
    }
}
