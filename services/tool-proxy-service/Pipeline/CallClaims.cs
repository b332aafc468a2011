using FourRunr.PolicyEvaluation.Approvals;
using FourRunr.ToolProxy.Approvals;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>Makes a call act once: for its <c>Idempotency-Key</c>, and for the approval that it needs.</summary>
internal sealed class CallClaims(IdempotentCalls idempotency, CallApprovals approvals)
{
    /// <returns>Null for a call that may be made as often as the agent likes.</returns>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Whether the call may go on is not known.</exception>
    public ValueTask<IdempotencyClaim?> ClaimAsync(ToolCall asked, AllowedCall call, CallFacts facts, CancellationToken cancellationToken)
    {
        // A stream cannot be repeated: its key is not looked at.
        var key = call.Model is { Streams: true } ? null : call.IdempotencyKey;
        var demand = call.Policy.Constraints.ApprovalOf(call.Parameters.Value);
        return key is null && demand is null ? default : ClaimAsync(asked, call, key, demand, facts, cancellationToken);
    }

    /// <param name="result">Null if the call ended without one; together with no attempt, the tool was not reached.</param>
    public Task EndAsync(IdempotencyHandle claim, ToolResult? result, CallFacts facts) =>
        result is null && facts.Attempts == 0 ? idempotency.ReleaseAsync(claim) : idempotency.CompleteAsync(claim, result);

    private async ValueTask<IdempotencyClaim?> ClaimAsync(
        ToolCall asked, AllowedCall call, string? key, ApprovalDemand? demand, CallFacts facts, CancellationToken cancellationToken) => demand is null
        ? await idempotency.ClaimAsync(new IdempotentCall(call.Agent.AgentId, call.Action, key!, call.Parameters.Value), cancellationToken)
        : await approvals.ClaimAsync(asked, call, key, demand, facts, cancellationToken);
}
