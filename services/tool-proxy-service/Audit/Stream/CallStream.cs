using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>
/// Follows the trail of all replicas as rows arrive in the database: every row once, those of a replica in their order. While
/// the database is away the stream is silent, and brings what was missed afterwards.
/// </summary>
internal sealed class CallStream(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Most rows that a follower is sent after a reconnect; older ones are left out.</summary>
    public const int MostResumed = 10_000;

    private const int LargestPage = 500;

    /// <summary>Records without end, from now on or from where the follower was; a heartbeat after <paramref name="heartbeat"/> without one.</summary>
    /// <param name="position">Of the last event that the follower saw; null for a new one.</param>
    /// <exception cref="StorageUnavailableException">The database is not available at the start.</exception>
    public async IAsyncEnumerable<StreamEvent> FollowAsync(
        string? position, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var writers = await WritersAsync(cancellationToken);
        var (cursor, isKnown, leftOut) = position is null
            ? (StreamCursor.AtTheEnd(writers), true, 0)
            : StreamCursor.Resume(position, writers, MostResumed);
        // The response starts with its first event.
        yield return new StreamEvent.Heartbeat(cursor.ToString());
        if (!isKnown || leftOut > 0)
        {
            yield return new StreamEvent.Gap(isKnown ? leftOut : null, cursor.ToString());
        }

        var lastSent = clock.GetTimestamp();
        using var pace = new PeriodicTimer(Interval, clock);
        do
        {
            bool more;
            do
            {
                (var found, more) = await NewAsync(cursor, cancellationToken);
                foreach (var item in found)
                {
                    yield return item;
                    lastSent = clock.GetTimestamp();
                }
            }
            while (more);

            if (clock.GetElapsedTime(lastSent) >= heartbeat)
            {
                yield return new StreamEvent.Heartbeat(cursor.ToString());
                lastSent = clock.GetTimestamp();
            }
        }
        while (await pace.WaitForNextTickAsync(cancellationToken));
    }

    /// <returns>What arrived, and whether there is more.</returns>
    private async Task<(List<StreamEvent> Found, bool More)> NewAsync(StreamCursor cursor, CancellationToken cancellationToken)
    {
        var (found, more) = (new List<StreamEvent>(), false);
        try
        {
            foreach (var writer in await WritersAsync(cancellationToken))
            {
                if (writer.Seq > cursor[writer.Writer])
                {
                    more |= await AddAsync(found, writer, cursor, cancellationToken);
                }
            }
        }
        catch (StorageUnavailableException)
        {
            // The next tick asks again, from the same position.
        }

        return (found, more);
    }

    /// <returns>Whether the writer has more.</returns>
    private async Task<bool> AddAsync(List<StreamEvent> found, WriterPosition writer, StreamCursor cursor, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(writer.Writer, cursor[writer.Writer], writer.Seq, cancellationToken);
        foreach (var row in rows)
        {
            Skip(found, writer.Writer, row.Seq - 1, cursor);
            cursor.MoveTo(writer.Writer, row.Seq);
            if (row.Entry is { } entry)
            {
                found.Add(new StreamEvent.Call(JournalEntry.Read(entry), cursor.ToString()));
            }
        }

        if (rows.Count == LargestPage)
        {
            return true;
        }

        Skip(found, writer.Writer, writer.Seq, cursor);
        return false;
    }

    /// <summary>Rows that were stored and are gone: their retention ended, or somebody removed them.</summary>
    private static void Skip(List<StreamEvent> found, string writer, long upTo, StreamCursor cursor)
    {
        if (upTo - cursor[writer] is > 0 and var missing)
        {
            cursor.MoveTo(writer, upTo);
            found.Add(new StreamEvent.Gap(missing, cursor.ToString()));
        }
    }

    /// <summary>The newest first.</summary>
    private Task<IReadOnlyList<WriterPosition>> WritersAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT writer, shipped_seq AS seq FROM audit_writers ORDER BY started_at DESC, writer DESC";
        return database.QueryAsync<WriterPosition>(Sql, values: null, cancellationToken);
    }

    private Task<IReadOnlyList<Row>> ReadAsync(string writer, long from, long to, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT * FROM (
                SELECT seq, entry FROM audit_entries WHERE writer = @writer AND seq > @from AND seq <= @to
                ORDER BY seq LIMIT @limit) AS calls
            UNION ALL
            SELECT * FROM (
                SELECT seq, NULL AS entry FROM audit_changes WHERE writer = @writer AND seq > @from AND seq <= @to
                ORDER BY seq LIMIT @limit) AS changes
            ORDER BY seq LIMIT @limit
            """;
        return database.QueryAsync<Row>(Sql, new { writer, from, to, limit = LargestPage }, cancellationToken);
    }

    /// <param name="Entry">Null for a change of an operator, which is no call.</param>
    private sealed record Row(long Seq, string? Entry);
}
