using FourRunr.Auth.Telemetry;
using FourRunr.Contracts;
using FourRunr.Invalidation;

namespace FourRunr.Auth.Tokens;

/// <summary>Ends single tokens, each with what it was rotated into: whoever has a stolen token rotates it.</summary>
internal sealed class TokenRevoker(TokenStore tokens, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock)
{
    /// <returns>The token as it is now, or null when there is none of this id.</returns>
    public async Task<TokenResponse?> RevokeAsync(string tokenId, string? reason, CancellationToken cancellationToken)
    {
        if (await tokens.RevokeLineAsync(tokenId, clock.GetStoredNow(), reason, cancellationToken) is not { } revoked)
        {
            return null;
        }

        metrics.Revoked("token");
        // Stored is stored: a caller that hangs up now must not keep the news from the caches.
        await channel.PublishAsync([.. revoked.TokenIds.Select(InvalidationSubjects.Token)], CancellationToken.None);
        return revoked.Token.ToResponse();
    }
}
