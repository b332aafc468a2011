using FourRunr.Audit;
using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>Finds one call with its place in the trail.</summary>
internal sealed class CallPlaces(Database database)
{
    /// <returns>The newest record of the call; null where there is none.</returns>
    public async Task<RecordedCallResponse?> FindAsync(string callId, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT writer, seq, call_id, prev_hash, hash, entry FROM audit_entries WHERE call_id = @callId ORDER BY seq DESC LIMIT 1
            """;
        if (await database.QuerySingleOrDefaultAsync<Row>(Sql, new { callId }, cancellationToken) is not { } row)
        {
            return null;
        }

        var before = await NeighbourAsync(row.Writer, row.Seq - 1, cancellationToken);
        var after = await NeighbourAsync(row.Writer, row.Seq + 1, cancellationToken);
        var checkpoint = await CheckpointAsync(row, cancellationToken);
        return new RecordedCallResponse(JournalEntry.Read(row.Entry), new AuditPlaceResponse
        {
            Writer = row.Writer,
            Seq = row.Seq,
            Hash = Convert.ToHexStringLower(row.Hash),
            PreviousHash = Convert.ToHexStringLower(row.PrevHash),
            Intact = row.IsWhole && (before is null || before.Hash.AsSpan().SequenceEqual(row.PrevHash))
                && (after is null || after.PrevHash.AsSpan().SequenceEqual(row.Hash)),
            PreviousCallId = before?.CallId,
            NextCallId = after?.CallId,
            CheckpointSeq = checkpoint?.Seq,
            SignedAt = checkpoint?.SignedAt,
        });
    }

    /// <summary>One of them, where somebody made two rows with one number.</summary>
    private async Task<Neighbour?> NeighbourAsync(string writer, long seq, CancellationToken cancellationToken)
    {
        // Without an order, which could lead the database to another index.
        const string Sql = """
            SELECT call_id, prev_hash, hash FROM audit_entries WHERE writer = @writer AND seq = @seq
            UNION ALL
            SELECT NULL AS call_id, prev_hash, hash FROM audit_changes WHERE writer = @writer AND seq = @seq
            """;
        return (await database.QueryAsync<Neighbour>(Sql, new { writer, seq }, cancellationToken)) is [var first, ..] ? first : null;
    }

    private Task<Checkpoint?> CheckpointAsync(Row row, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT seq, signed_at FROM audit_checkpoints WHERE writer = @Writer AND seq >= @Seq ORDER BY seq LIMIT 1";
        return database.QuerySingleOrDefaultAsync<Checkpoint>(Sql, new { row.Writer, row.Seq }, cancellationToken);
    }

    private sealed record Row(string Writer, long Seq, string CallId, byte[] PrevHash, byte[] Hash, string Entry)
    {
        public bool IsWhole => AuditChain.IsWhole(PrevHash, Encoding.UTF8.GetBytes(Entry), Hash);
    }

    /// <param name="CallId">Null for the record of a change.</param>
    private sealed record Neighbour(string? CallId, byte[] PrevHash, byte[] Hash);

    private sealed record Checkpoint(long Seq, DateTimeOffset SignedAt);
}
