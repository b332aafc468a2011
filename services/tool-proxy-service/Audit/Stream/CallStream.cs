using System.Runtime.CompilerServices;
using Dapper;
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

    private const int LargestPage = 500;

    /// <summary>Records from now on, without end; null when <paramref name="heartbeat"/> has passed without one.</summary>
    /// <exception cref="StorageUnavailableException">The database is away from the beginning.</exception>
    public async IAsyncEnumerable<CallRecordResponse?> FollowAsync(
        TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var places = await PlacesAsync(cancellationToken);
        var lastSaid = clock.GetTimestamp();
        using var pace = new PeriodicTimer(Interval, clock);
        while (await pace.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var record in await NewAsync(places, cancellationToken))
            {
                yield return record;
                lastSaid = clock.GetTimestamp();
            }

            if (clock.GetElapsedTime(lastSaid) >= heartbeat)
            {
                yield return null;
                lastSaid = clock.GetTimestamp();
            }
        }
    }

    private async Task<List<CallRecordResponse>> NewAsync(Dictionary<string, long> places, CancellationToken cancellationToken)
    {
        var found = new List<CallRecordResponse>();
        try
        {
            foreach (var (writer, arrived) in await PlacesAsync(cancellationToken))
            {
                var from = places.GetValueOrDefault(writer);
                if (arrived > from)
                {
                    var rows = await ReadAsync(writer, from, arrived, cancellationToken);
                    found.AddRange(rows);
                    places[writer] = rows.Count == LargestPage ? rows[^1].Seq!.Value : arrived;
                }
            }
        }
        catch (StorageUnavailableException)
        {
            // The next tick asks again, from the same places.
        }

        return found;
    }

    private Task<Dictionary<string, long>> PlacesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            const string Sql = "SELECT writer, shipped_seq FROM audit_writers";
            var rows = await connection.QueryAsync<(string Writer, long Seq)>(new CommandDefinition(Sql, cancellationToken: cancellationToken));
            return rows.ToDictionary(row => row.Writer, row => row.Seq);
        }, cancellationToken);

    private Task<List<CallRecordResponse>> ReadAsync(string writer, long from, long to, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            const string Sql = """
                SELECT entry FROM audit_entries WHERE writer = @writer AND seq > @from AND seq <= @to
                ORDER BY seq LIMIT @limit
                """;
            var entries = await connection.QueryAsync<string>(
                new CommandDefinition(Sql, new { writer, from, to, limit = LargestPage }, cancellationToken: cancellationToken));
            return entries.Select(JournalEntry.Read).ToList();
        }, cancellationToken);
}
