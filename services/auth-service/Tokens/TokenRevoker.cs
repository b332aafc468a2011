using FourRunr.Auth.Telemetry;
using FourRunr.Invalidation;

namespace FourRunr.Auth.Tokens;

/// <summary>Revokes a token with its whole family, because a thief may have rotated it.</summary>
internal sealed class TokenRevoker(TokenStore tokens, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock)
{
    /// <param name="actor">Null when its holder gives it back, which is no change by an operator.</param>
    /// <returns>The revoked token, or null when there is no token with this id.</returns>
    public async Task<TokenResponse?> RevokeAsync(string tokenId, string? reason, Actor? actor, CancellationToken cancellationToken)
    {
        if (await tokens.RevokeFamilyAsync(tokenId, clock.GetStoredNow(), reason, actor, cancellationToken) is not { } revoked)
        {
            return null;
        }

        metrics.Revoked("token");
        // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
        await channel.PublishAsync([.. revoked.TokenIds.Select(InvalidationSubjects.Token)], CancellationToken.None);
        return revoked.Token;
    }
}
