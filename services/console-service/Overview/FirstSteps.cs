using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Overview;

/// <summary>What a new gateway needs before it is of use.</summary>
public sealed record FirstSteps(bool HasAgent, bool HasPolicy, bool HasCall)
{
    public bool AreDone => HasAgent && HasPolicy && HasCall;

    /// <returns>Null when it could not be asked.</returns>
    internal static async Task<FirstSteps?> AskAsync(GatewayClient gateway, CancellationToken cancellationToken)
    {
        var agents = await HasAnyAsync<AgentResponse>(gateway, "/v1/agents?limit=1", cancellationToken);
        var policies = await HasAnyAsync<PolicyResponse>(gateway, "/v1/policies?limit=1", cancellationToken);
        var calls = await HasAnyAsync<CallRecordResponse>(gateway, "/v1/admin/calls?outcome=ok&limit=1", cancellationToken);
        return agents is { } hasAgent && policies is { } hasPolicy && calls is { } hasCall ? new FirstSteps(hasAgent, hasPolicy, hasCall) : null;
    }

    private static async Task<bool?> HasAnyAsync<T>(GatewayClient gateway, string path, CancellationToken cancellationToken) =>
        await gateway.GetAsync<Page<T>>(path, cancellationToken) is GatewayReply<Page<T>>.Ok { Value: var page } ? page.Items.Count > 0 : null;
}
