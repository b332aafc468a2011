using FourRunr.PolicyEvaluation.Approvals;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>
/// Lets a call that people must approve through once for each approval, and asks for one otherwise. The approval is used up in the transaction that
/// claims the call: a process that dies at any moment leaves it unused, used, or the call's outcome unknown, but never used twice.
/// </summary>
internal sealed class CallApprovals(
    ApprovalStore store,
    IdempotentCalls idempotency,
    ApprovalParameters parameters,
    ApprovalMetrics metrics,
    IOptions<ApprovalOptions> options,
    TimeProvider clock)
{
    /// <summary>What agents are told to wait before they repeat the call: people do not decide faster.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly GatewayIdSequence _ids = new(GatewayId.Approval);

    /// <param name="key">The caller's own; null for none.</param>
    /// <exception cref="DependencyUnavailableException">Whether the call may go on is not known.</exception>
    public async Task<IdempotencyClaim> ClaimAsync(
        ToolCall asked, AllowedCall call, string? key, ApprovalDemand demand, CallFacts facts, CancellationToken cancellationToken)
    {
        try
        {
            var digest = CallDigest.Of(call);
            var newest = await store.FindNewestAsync(digest, cancellationToken);
            if (await TryClaimAsync(call, key, newest, facts, cancellationToken) is { } claim)
            {
                return claim;
            }

            return new IdempotencyClaim.Refused(await AskAsync(asked, call, digest, demand, newest, facts));
        }
        catch (StorageUnavailableException exception)
        {
            throw new DependencyUnavailableException("database", exception);
        }
    }

    /// <summary>
    /// A call with a key of its own may have been made before, whatever became of its approval. Without one, the approval's id stands for the key:
    /// so a call that is under way, or that nobody knows the end of, is not asked about again.
    /// </summary>
    /// <returns>Null if the call is neither approved nor was made.</returns>
    private async Task<IdempotencyClaim?> TryClaimAsync(
        AllowedCall call, string? key, ApprovalRow? newest, CallFacts facts, CancellationToken cancellationToken)
    {
        var isUsable = newest?.State is ApprovalRow.Approved or ApprovalRow.Used;
        if (key is null && !isUsable)
        {
            return null;
        }

        var claimed = new IdempotentCall(
            call.Agent.AgentId,
            call.Action,
            // No key of a caller has a space.
            key ?? $"approval {newest!.ApprovalId}",
            call.Parameters.Value,
            isUsable ? new ApprovedUse(newest!.ApprovalId, facts.CallId) : NeverApproved.Instance,
            KeepsAnswer: key is not null);
        var claim = await idempotency.ClaimAsync(claimed, cancellationToken);
        if (claim is IdempotencyClaim.NotMet)
        {
            return null;
        }

        facts.ApprovalId = newest?.ApprovalId;
        if (claim is IdempotencyClaim.Granted)
        {
            metrics.Count(ApprovalState.Used);
        }

        return claim;
    }

    private async Task<Refusal> AskAsync(
        ToolCall asked, AllowedCall call, string digest, ApprovalDemand demand, ApprovalRow? newest, CallFacts facts)
    {
        var now = clock.GetUtcNow();
        if (newest is { IsOpen: true })
        {
            facts.ApprovalId = newest.ApprovalId;
            switch (newest.StateAt(now))
            {
                case ApprovalState.Pending or ApprovalState.Approved:
                    return Required(newest, demand);
                case ApprovalState.Denied when now < newest.ExpiresAt:
                    return await DeniedAsync(newest, demand);
                case ApprovalState.Expired:
                    await store.ExpireAsync(newest.ApprovalId, now);
                    metrics.Count(ApprovalState.Expired);
                    return Of(GatewayErrors.ApprovalExpired, newest, demand);
            }
        }

        var request = NewRequest(asked, call, digest, demand, facts.CallId, now);
        switch (await store.AddAsync(request, options.Value.MaxPendingPerAgent))
        {
            case ApprovalAddition.TooMany:
                return new Refusal(GatewayErrors.ApprovalsFull, $"{options.Value.MaxPendingPerAgent} calls of this agent wait for approval.")
                {
                    RetryAfter = RetryAfter,
                };
            case ApprovalAddition.Added:
                metrics.Count(ApprovalState.Pending);
                break;
            default:
                // Another call was faster.
                request = await store.FindNewestAsync(digest, CancellationToken.None) ?? request;
                break;
        }

        facts.ApprovalId = request.ApprovalId;
        return Required(request, demand);
    }

    private ApprovalRow NewRequest(
        ToolCall asked, AllowedCall call, string digest, ApprovalDemand demand, string callId, DateTimeOffset now)
    {
        var id = _ids.Next(now);
        return new ApprovalRow(
            id,
            digest,
            ApprovalRow.Pending,
            IsOpen: true,
            call.Agent.AgentId,
            call.Agent.Name,
            call.Agent.Role,
            call.Action.Tool,
            call.Action.Name,
            parameters.Encrypt(id, call.Parameters.Value),
            asked.Intent,
            [.. demand.Rules.Select(rule => $"{rule.Text} {rule.Policy.PolicyId}@{rule.Policy.PolicyVersion}")],
            call.Policy.Policies,
            demand.Approvers,
            demand.ReasonRequired,
            (long)demand.UseWithin.TotalMilliseconds,
            callId,
            asked.CorrelationId,
            now,
            now + demand.Expires,
            UseBy: null,
            UsedAt: null,
            UsedBy: null);
    }

    private static Refusal Required(ApprovalRow row, ApprovalDemand demand) => Of(GatewayErrors.ApprovalRequired, row, demand) with
    {
        RetryAfter = RetryAfter,
        ExpiresAt = row.State == ApprovalRow.Approved ? row.UseBy : row.ExpiresAt,
        HowToFix = $"Wait, then repeat exactly the same call. GET /v1/approvals/{row.ApprovalId} says how far it is.",
    };

    private async Task<Refusal> DeniedAsync(ApprovalRow row, ApprovalDemand demand)
    {
        var votes = await store.ListVotesAsync([row.ApprovalId], CancellationToken.None);
        var reason = votes.FirstOrDefault(vote => !vote.Approves)?.Reason;
        return Of(GatewayErrors.ApprovalDenied, row, demand, reason is null ? null : $"This call was not approved: {reason}");
    }

    private static Refusal Of(ErrorKind kind, ApprovalRow row, ApprovalDemand demand, string? detail = null) => new(kind, detail)
    {
        ApprovalId = row.ApprovalId,
        Rule = demand.Rules[0].Text,
        Policy = new PolicyReference(demand.Rules[0].Policy.PolicyId, demand.Rules[0].Policy.PolicyVersion),
    };
}
