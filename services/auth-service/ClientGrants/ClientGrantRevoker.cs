using FourRunr.Auth.Telemetry;
using FourRunr.Invalidation;

namespace FourRunr.Auth.ClientGrants;

/// <summary>Ends a grant, with all of its tokens: its code or refresh token is in the wrong hands, or the client gives it back.</summary>
internal sealed class ClientGrantRevoker(
    ClientGrantStore grants, AgentClientStore clients, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock)
{
    /// <summary>For clients that have no credential of their own and prove themselves by the token (RFC 7009 section 2.1).</summary>
    /// <param name="tokenHash">Of an access or a refresh token; one that the client was not given is left alone.</param>
    public async Task RevokeHeldAsync(string clientId, byte[] tokenHash, CancellationToken cancellationToken)
    {
        if (await grants.FindFamilyAsync(clientId, tokenHash, cancellationToken) is { } familyId)
        {
            await RevokeAsync(familyId, "revoked by the client", cancellationToken);
        }
    }

    public async Task RevokeAsync(string familyId, string reason, CancellationToken cancellationToken)
    {
        await PublishAsync(await grants.RevokeAsync(familyId, reason, clock.GetStoredNow(), cancellationToken));
    }

    /// <summary>Ends all that a client may do as an agent.</summary>
    /// <returns>False when that was nothing.</returns>
    public async Task<bool> RevokeClientAsync(string agentId, string clientId, Actor actor, CancellationToken cancellationToken)
    {
        if (await clients.EndAsync(agentId, clientId, "ended by an operator", clock.GetStoredNow(), actor, cancellationToken) is not { } ended)
        {
            return false;
        }

        await PublishAsync(ended);
        return true;
    }

    private async Task PublishAsync(IReadOnlyList<string> ended)
    {
        metrics.Revoked("token");
        // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
        await channel.PublishAsync([.. ended.Select(InvalidationSubjects.Token)], CancellationToken.None);
    }
}
