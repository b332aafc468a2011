using FourRunr.Hosting.Paging;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>The tables <c>approvals</c> and <c>approval_votes</c>. Every change is one transaction, durable before it returns.</summary>
internal sealed class ApprovalStore(Database database, ChangeOutbox changes)
{
    private const string Select = $"SELECT {ApprovalRow.Columns} FROM approvals";

    /// <summary>Greater than every id.</summary>
    private const string AfterAll = $"{GatewayId.Approval}g";

    private const int BatchSize = 1000;

    /// <summary>The newest request for the call with this digest.</summary>
    public Task<ApprovalRow?> FindNewestAsync(string digest, CancellationToken cancellationToken) => database.QuerySingleOrDefaultAsync<ApprovalRow>(
        $"{Select} WHERE digest = @digest ORDER BY approval_id DESC LIMIT 1", new { digest }, cancellationToken);

    public Task<ApprovalRow?> FindAsync(string approvalId, CancellationToken cancellationToken) =>
        database.QuerySingleOrDefaultAsync<ApprovalRow>($"{Select} WHERE approval_id = @approvalId", new { approvalId }, cancellationToken);

    /// <summary>When the call with this digest was made under another approval, at the latest.</summary>
    public async Task<DateTimeOffset?> FindLastUseAsync(string digest, string approvalId, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT MAX(used_at) FROM approvals WHERE digest = @digest AND approval_id <> @approvalId";
        return await database.QuerySingleOrDefaultAsync<long?>(Sql, new { digest, approvalId }, cancellationToken) is { } last
            ? DateTimeOffset.FromUnixTimeMilliseconds(last)
            : null;
    }

    /// <summary>Adds a request, unless one for the same call is open, or too many of the agent wait.</summary>
    /// <param name="mostPending">How many of one agent may wait.</param>
    public Task<ApprovalAddition> AddAsync(ApprovalRow request, int mostPending) => database.WriteAsync(async transaction =>
    {
        const string Count = """
            SELECT COUNT(*) FROM approvals WHERE agent_id = @AgentId AND state = @State AND expires_at > @RequestedAt
            """;
        // A denial counts until the request would have expired; then it may be asked again.
        const string Close = "UPDATE approvals SET is_open = FALSE WHERE digest = @Digest AND is_open AND state = @Denied AND expires_at <= @RequestedAt";
        const string Insert = $"""
            INSERT INTO approvals ({ApprovalRow.Columns})
            VALUES (@ApprovalId, @Digest, @State, @IsOpen, @AgentId, @AgentName, @Role, @Tool, @Action, @Parameters, @Intent, @Rules, @Policies, @Approvers,
                @ReasonRequired, @UseWithinMs, @AskedBy, @CorrelationId, @RequestedAt, @ExpiresAt, NULL, NULL, NULL)
            ON CONFLICT DO NOTHING
            """;
        if (await transaction.QuerySingleAsync<long>(Count, request, CancellationToken.None) >= mostPending)
        {
            return ApprovalAddition.TooMany;
        }

        await transaction.ExecuteAsync(Close, new { request.Digest, ApprovalRow.Denied, request.RequestedAt }, CancellationToken.None);
        return await transaction.ExecuteAsync(Insert, request, CancellationToken.None) == 1 ? ApprovalAddition.Added : ApprovalAddition.IsOpen;
    }, CancellationToken.None);

    /// <summary>Ends a request whose time is over, so that the call may be asked about again.</summary>
    public Task ExpireAsync(string approvalId, DateTimeOffset now)
    {
        const string Sql = """
            UPDATE approvals SET state = @Expired, is_open = FALSE
            WHERE approval_id = @approvalId AND ((state = @Pending AND expires_at <= @now) OR (state = @Approved AND use_by <= @now))
            """;
        var values = new { ApprovalRow.Expired, ApprovalRow.Pending, ApprovalRow.Approved, approvalId, now };
        return database.ExecuteAsync(Sql, values, CancellationToken.None);
    }

    /// <summary>Counts what a person says. The first denial ends the request; the last approval that is needed opens the call.</summary>
    /// <param name="actor">The person; what counts is put on record.</param>
    /// <returns>The request as it is now; null if there is none. Whether the vote counts.</returns>
    public Task<(ApprovalRow? Request, bool Counts)> VoteAsync(ApprovalVote vote, Actor actor, CancellationToken cancellationToken) => database.WriteAsync(async transaction =>
    {
        // Locks the row: of two people at once the second sees what the first said.
        const string Lock = "UPDATE approvals SET state = state WHERE approval_id = @ApprovalId AND state = @Pending AND expires_at > @VotedAt";
        const string Insert = """
            INSERT INTO approval_votes (approval_id, operator_id, operator_name, approves, reason, voted_at)
            VALUES (@ApprovalId, @OperatorId, @OperatorName, @Approves, @Reason, @VotedAt)
            ON CONFLICT DO NOTHING
            """;
        const string Deny = "UPDATE approvals SET state = @Denied WHERE approval_id = @ApprovalId";
        const string Approve = """
            UPDATE approvals SET state = @Approved, use_by = @VotedAt + use_within_ms
            WHERE approval_id = @ApprovalId
              AND approvers <= (SELECT COUNT(*) FROM approval_votes WHERE approval_id = @ApprovalId AND approves)
            """;
        var values = new { vote.ApprovalId, vote.VotedAt, ApprovalRow.Pending, ApprovalRow.Denied, ApprovalRow.Approved };
        var counts = await transaction.ExecuteAsync(Lock, values, cancellationToken) == 1 && await transaction.ExecuteAsync(Insert, vote, cancellationToken) == 1;
        if (counts)
        {
            await transaction.ExecuteAsync(vote.Approves ? Approve : Deny, values, cancellationToken);
        }

        var request = await transaction.QuerySingleOrDefaultAsync<ApprovalRow>($"{Select} WHERE approval_id = @ApprovalId", values, cancellationToken);
        if (counts && request is not null)
        {
            await changes.AddAsync(transaction, actor, Record(request, vote), cancellationToken);
        }

        return (request, counts);
    }, cancellationToken);

    private static Change Record(ApprovalRow request, ApprovalVote vote) => new(
        vote.Approves ? ChangeActions.ApprovalApproved : ChangeActions.ApprovalDenied,
        new ChangeSubject(ChangeSubjects.Approval, request.ApprovalId, $"{request.Tool}.{request.Action}", request.AgentId),
        Detail: Change.Details(("agent", request.AgentName), ("reason", vote.Reason), ("state", request.State)));

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ApprovalRow>> ListAsync(ApprovalFilter filter, PageQuery page, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sql = $"""
            {Select}
            WHERE approval_id < @before AND (@AgentId IS NULL OR agent_id = @AgentId) AND {ConditionOf(filter.State)}
            ORDER BY approval_id DESC LIMIT @SizeToRead
            """;
        var values = new
        {
            before = page.Cursor ?? AfterAll,
            page.SizeToRead,
            filter.AgentId,
            now,
            ApprovalRow.Pending,
            ApprovalRow.Approved,
            ApprovalRow.Denied,
            ApprovalRow.Used,
            ApprovalRow.Expired,
        };
        return database.QueryAsync<ApprovalRow>(sql, values, cancellationToken);
    }

    /// <summary>The newest requests that wait, with how many votes each has.</summary>
    public Task<IReadOnlyList<WaitingApproval>> ListWaitingAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT approval_id, (SELECT COUNT(*) FROM approval_votes AS votes WHERE votes.approval_id = approvals.approval_id) AS votes
            FROM approvals WHERE state = @Pending AND expires_at > @now ORDER BY approval_id DESC LIMIT @most
            """;
        return database.QueryAsync<WaitingApproval>(Sql, new { ApprovalRow.Pending, now, most }, cancellationToken);
    }

    public Task<IReadOnlyList<ApprovalVote>> ListVotesAsync(IReadOnlyList<string> approvalIds, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT approval_id, operator_id, operator_name, approves, reason, voted_at FROM approval_votes
            WHERE {database.Dialect.IsAmong("approval_id", "@ids")} ORDER BY voted_at, operator_id
            """;
        return database.QueryAsync<ApprovalVote>(sql, new { ids = approvalIds.ToArray() }, cancellationToken);
    }

    /// <summary>Deletes requests that were made before this moment, in batches.</summary>
    public async Task CleanAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var first = GatewayId.FirstOf(GatewayId.Approval, before);
        const string Sql = """
            DELETE FROM approvals WHERE approval_id IN (SELECT approval_id FROM approvals WHERE approval_id < @first ORDER BY approval_id LIMIT @BatchSize)
            """;
        while (await database.ExecuteAsync(Sql, new { first, BatchSize }, cancellationToken, isPatient: true) == BatchSize)
        {
        }
    }

    private static string ConditionOf(ApprovalState? state) => state switch
    {
        null => "TRUE",
        ApprovalState.Pending => "state = @Pending AND expires_at > @now",
        ApprovalState.Approved => "state = @Approved AND use_by > @now",
        ApprovalState.Denied => "state = @Denied",
        ApprovalState.Used => "state = @Used",
        _ => "(state = @Expired OR (state = @Pending AND expires_at <= @now) OR (state = @Approved AND use_by <= @now))",
    };
}

/// <summary>What became of a request that was to be added.</summary>
internal enum ApprovalAddition
{
    Added,

    /// <summary>There is one for the same call already.</summary>
    IsOpen,

    TooMany,
}

internal sealed record WaitingApproval(string ApprovalId, long Votes);

/// <summary>Null: any.</summary>
internal sealed record ApprovalFilter(string? AgentId, ApprovalState? State);
