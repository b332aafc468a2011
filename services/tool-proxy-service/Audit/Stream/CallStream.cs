using System.Runtime.CompilerServices;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>
/// Follows the trail of all replicas as rows arrive in the database: every row once, those of a replica in their order. While
/// the database is away the stream is silent, and brings what was missed afterwards.
/// </summary>
internal sealed class CallStream(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Rows that a follower who comes back is shown late; of more only the last.</summary>
    public const int MostResumed = 10_000;

    private const int LargestPage = 500;

    /// <summary>Records without end, from now on or from where the follower was; a heartbeat after <paramref name="heartbeat"/> without one.</summary>
    /// <param name="position">Of the last event that the follower saw; null for a new one.</param>
    /// <exception cref="StorageUnavailableException">The database is away from the beginning.</exception>
    public async IAsyncEnumerable<StreamEvent> FollowAsync(
        string? position, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var writers = await WritersAsync(cancellationToken);
        var (places, isKnown, leftOut) = position is null
            ? (StreamPlaces.AtTheEnd(writers), true, 0)
            : StreamPlaces.Resume(position, writers, MostResumed);
        // The answer begins to leave with its first event.
        yield return new StreamEvent.Heartbeat(places.ToString());
        if (!isKnown || leftOut > 0)
        {
            yield return new StreamEvent.Gap(isKnown ? leftOut : null, places.ToString());
        }

        var lastSaid = clock.GetTimestamp();
        using var pace = new PeriodicTimer(Interval, clock);
        do
        {
            bool more;
            do
            {
                (var found, more) = await NewAsync(places, cancellationToken);
                foreach (var told in found)
                {
                    yield return told;
                    lastSaid = clock.GetTimestamp();
                }
            }
            while (more);

            if (clock.GetElapsedTime(lastSaid) >= heartbeat)
            {
                yield return new StreamEvent.Heartbeat(places.ToString());
                lastSaid = clock.GetTimestamp();
            }
        }
        while (await pace.WaitForNextTickAsync(cancellationToken));
    }

    /// <returns>What arrived, and whether there is more.</returns>
    private async Task<(List<StreamEvent> Found, bool More)> NewAsync(StreamPlaces places, CancellationToken cancellationToken)
    {
        var (found, more) = (new List<StreamEvent>(), false);
        try
        {
            foreach (var writer in await WritersAsync(cancellationToken))
            {
                if (writer.Seq > places[writer.Writer])
                {
                    more |= await AddAsync(found, writer, places, cancellationToken);
                }
            }
        }
        catch (StorageUnavailableException)
        {
            // The next tick asks again, from the same places.
        }

        return (found, more);
    }

    /// <returns>Whether the writer has more.</returns>
    private async Task<bool> AddAsync(List<StreamEvent> found, WriterPlace writer, StreamPlaces places, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(writer.Writer, places[writer.Writer], writer.Seq, cancellationToken);
        foreach (var row in rows)
        {
            Skip(found, writer.Writer, row.Seq!.Value - 1, places);
            places.MoveTo(writer.Writer, row.Seq.Value);
            found.Add(new StreamEvent.Call(row, places.ToString()));
        }

        if (rows.Count == LargestPage)
        {
            return true;
        }

        Skip(found, writer.Writer, writer.Seq, places);
        return false;
    }

    /// <summary>Rows that have arrived and are not there any more: their time was over, or somebody removed them.</summary>
    private static void Skip(List<StreamEvent> found, string writer, long upTo, StreamPlaces places)
    {
        if (upTo - places[writer] is > 0 and var missing)
        {
            places.MoveTo(writer, upTo);
            found.Add(new StreamEvent.Gap(missing, places.ToString()));
        }
    }

    /// <summary>The newest first.</summary>
    private async Task<List<WriterPlace>> WritersAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT writer, shipped_seq FROM audit_writers ORDER BY started_at DESC, writer DESC";
        var rows = await database.QueryAsync<(string Writer, long Seq)>(Sql, values: null, cancellationToken);
        return rows.Select(row => new WriterPlace(row.Writer, row.Seq)).ToList();
    }

    private async Task<List<CallRecordResponse>> ReadAsync(string writer, long from, long to, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT entry FROM audit_entries WHERE writer = @writer AND seq > @from AND seq <= @to
            ORDER BY seq LIMIT @limit
            """;
        var entries = await database.QueryAsync<string>(Sql, new { writer, from, to, limit = LargestPage }, cancellationToken);
        return entries.Select(JournalEntry.Read).ToList();
    }
}
