using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// On Postgres, <c>audit_entries</c> has one partition per day (UTC), chosen by the time in the call's id. It is created a day ahead, so
/// that no call waits for it at midnight, and dropped whole when its retention ends. On SQLite there is one table.
/// </summary>
internal sealed class ArchivePartitions(Database database, TimeProvider clock)
{
    private const string Prefix = "audit_entries_";
    private const string DayFormat = "yyyyMMdd";

    private readonly ConcurrentDictionary<DateOnly, bool> _known = new();

    private bool Exist => database.Dialect == SqlDialect.Postgres;

    public async Task EnsureAsync(IReadOnlyList<CallRow> rows, CancellationToken cancellationToken)
    {
        if (!Exist)
        {
            return;
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (var day in rows.Select(row => DayOf(row.CallId)).Append(today).Append(today.AddDays(1)).Distinct())
        {
            if (!_known.ContainsKey(day))
            {
                await CreateAsync(day, cancellationToken);
                _known[day] = true;
            }
        }
    }

    /// <summary>Removes the days before this moment: whole partitions on Postgres, batches of rows on SQLite.</summary>
    /// <returns>The number of removed partitions or rows.</returns>
    public Task<int> RemoveBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken) => Exist
        ? DropBeforeAsync(DateOnly.FromDateTime(moment.UtcDateTime), cancellationToken)
        : RowBatches.DeleteAsync(
            database, "audit_entries", "call_id < @before", new { before = GatewayId.FirstOf(GatewayId.Call, moment.UtcDateTime.Date) }, cancellationToken);

    private async Task<int> DropBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_entries'::regclass";
        var names = await database.QueryAsync<string>(Sql, values: null, cancellationToken);
        var old = names.Where(name => DayOfPartition(name) is { } of && of < day).ToArray();
        foreach (var name in old)
        {
            await ExecuteAsync($"DROP TABLE IF EXISTS {name}", cancellationToken);
            _known.TryRemove(DayOfPartition(name)!.Value, out _);
        }

        return old.Length;
    }

    private Task<int> CreateAsync(DateOnly day, CancellationToken cancellationToken) => ExecuteAsync(
        $"""
        SELECT pg_advisory_xact_lock(hashtext('4runr.audit_entries'));
        CREATE TABLE IF NOT EXISTS {Prefix}{day.ToString(DayFormat, CultureInfo.InvariantCulture)} PARTITION OF audit_entries
        FOR VALUES FROM ('{StartOf(day)}') TO ('{StartOf(day.AddDays(1))}')
        """,
        cancellationToken);

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        database.ExecuteAsync(sql, values: null, cancellationToken, isPatient: true);

    private static string StartOf(DateOnly day) =>
        GatewayId.FirstOf(GatewayId.Call, new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

    private static DateOnly DayOf(string callId) => DateOnly.FromDateTime(GatewayId.MomentOf(callId).UtcDateTime);

    private static DateOnly? DayOfPartition(string name) =>
        name.LastIndexOf(Prefix, StringComparison.Ordinal) is >= 0 and var start
        && DateOnly.TryParseExact(name[(start + Prefix.Length)..], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
