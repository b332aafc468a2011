using FourRunr.Auth.Telemetry;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.SignIn;

/// <summary>Ends a grant whose code or refresh token is in the wrong hands, with all of its tokens.</summary>
internal sealed class ClientGrantRevoker(ClientGrantStore grants, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock)
{
    public async Task RevokeAsync(string familyId, string reason, CancellationToken cancellationToken)
    {
        var ended = await grants.RevokeAsync(familyId, reason, clock.GetStoredNow(), cancellationToken);
        metrics.Revoked("token");
        // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
        await channel.PublishAsync([.. ended.Select(InvalidationSubjects.Token)], CancellationToken.None);
    }
}
