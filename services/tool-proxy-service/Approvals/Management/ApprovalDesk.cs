using FourRunr.Hosting.Paging;

namespace FourRunr.ToolProxy.Approvals.Management;

/// <summary>What operators see of requests for approval, and what they decide.</summary>
internal sealed class ApprovalDesk(ApprovalStore store, ApprovalParameters parameters, ApprovalMetrics metrics, TimeProvider clock)
{
    public async Task<Page<ApprovalResponse>> ListAsync(ApprovalFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var rows = await store.ListAsync(filter, page, clock.GetUtcNow(), cancellationToken);
        var votes = (await store.ListVotesAsync([.. rows.Select(row => row.ApprovalId)], cancellationToken)).ToLookup(vote => vote.ApprovalId);
        return page.Page(rows, row => ToResponse(row, [.. votes[row.ApprovalId]]), row => row.ApprovalId);
    }

    public Task<IReadOnlyList<WaitingApproval>> ListWaitingAsync(int most, CancellationToken cancellationToken) =>
        store.ListWaitingAsync(clock.GetUtcNow(), most, cancellationToken);

    /// <returns>Null if there is none.</returns>
    public async Task<ApprovalResponse?> FindAsync(string approvalId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(approvalId, cancellationToken) is not { } row)
        {
            return null;
        }

        var votes = await store.ListVotesAsync([approvalId], cancellationToken);
        return ToResponse(row, votes) with { LastUsedAt = await store.FindLastUseAsync(row.Digest, approvalId, cancellationToken) };
    }

    /// <summary>What the agent that asked may know; null for all others.</summary>
    public async Task<ApprovalStatusResponse?> FindOwnAsync(string approvalId, string agentId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(approvalId, cancellationToken) is not { } row || row.AgentId != agentId)
        {
            return null;
        }

        var votes = await store.ListVotesAsync([approvalId], cancellationToken);
        return new ApprovalStatusResponse
        {
            ApprovalId = row.ApprovalId,
            State = row.StateAt(clock.GetUtcNow()),
            Tool = row.Tool,
            Action = row.Action,
            RequestedAt = row.RequestedAt,
            ExpiresAt = row.ExpiresAt,
            ApprovalsNeeded = row.Approvers,
            ApprovalsGiven = votes.Count(vote => vote.Approves),
            UseBy = row.UseBy,
            Reason = votes.FirstOrDefault(vote => !vote.Approves)?.Reason,
        };
    }

    /// <summary>Counts what a person says, once.</summary>
    /// <returns>The request as it is now, or why what was said does not count.</returns>
    public async Task<Results<Ok<ApprovalResponse>, ProblemResult>> DecideAsync(
        string approvalId, bool approves, string? reason, Actor actor, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(approvalId, cancellationToken) is not { } before)
        {
            return ApprovalProblems.Unknown();
        }

        if (before.ReasonRequired && string.IsNullOrWhiteSpace(reason))
        {
            return ApprovalProblems.ReasonMissing();
        }

        var now = clock.GetUtcNow();
        var vote = new ApprovalVote(approvalId, actor.Id, actor.Operator.Name, approves, reason, now);
        var (row, counts) = await store.VoteAsync(vote, actor, cancellationToken);
        if (row is null)
        {
            return ApprovalProblems.Unknown();
        }

        var votes = await store.ListVotesAsync([approvalId], cancellationToken);
        if (!counts)
        {
            // Said twice is said once.
            var own = votes.FirstOrDefault(other => other.OperatorId == actor.Id);
            return own?.Approves == approves ? TypedResults.Ok(ToResponse(row, votes)) : ApprovalProblems.IsOver(row.StateAt(now), own);
        }

        if (row.State != ApprovalRow.Pending)
        {
            metrics.Count(row.StateAt(now));
        }

        return TypedResults.Ok(ToResponse(row, votes));
    }

    private ApprovalResponse ToResponse(ApprovalRow row, IReadOnlyList<ApprovalVote> votes) => new()
    {
        ApprovalId = row.ApprovalId,
        State = row.StateAt(clock.GetUtcNow()),
        Tool = row.Tool,
        Action = row.Action,
        RequestedAt = row.RequestedAt,
        ExpiresAt = row.ExpiresAt,
        ApprovalsNeeded = row.Approvers,
        ApprovalsGiven = votes.Count(vote => vote.Approves),
        UseBy = row.UseBy,
        Reason = votes.FirstOrDefault(vote => !vote.Approves)?.Reason,
        AgentId = row.AgentId,
        AgentName = row.AgentName,
        Role = row.Role,
        Params = parameters.Decrypt(row),
        Intent = row.Intent,
        Rules = row.Rules,
        Policies = row.Policies,
        ReasonRequired = row.ReasonRequired,
        Votes = [.. votes.Select(vote => new ApprovalVoteResponse(vote.OperatorId, vote.OperatorName, vote.Approves, vote.VotedAt, vote.Reason))],
        AskedByCall = row.AskedBy,
        CorrelationId = row.CorrelationId,
        UsedByCall = row.UsedBy,
        UsedAt = row.UsedAt,
    };
}
