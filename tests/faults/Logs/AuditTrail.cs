using FourRunr.Contracts;
using FourRunr.Faults.Load;

namespace FourRunr.Faults.Logs;

/// <summary>The gateway's records, read as any auditor would: by <c>GET /v1/admin/calls</c>.</summary>
internal sealed class AuditTrail(IReadOnlyList<Uri> doors, TimeProvider clock)
{
    private const string Backlog = "gateway_audit_backlog";
    private const int PageSize = 200;

    /// <summary>How long records may take to get from where they are written first to where they are read.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, CallRecordResponse> _records = [];
    private readonly List<CallRecordResponse> _doubled = [];

    /// <summary>
    /// Every record read so far; a later reading replaces an earlier one of the same call, but a call that was listed twice by one
    /// reading is here twice.
    /// </summary>
    public IReadOnlyCollection<CallRecordResponse> Records => [.. _records.Values, .. _doubled];

    /// <summary>Reads until no front door holds anything back and all of these calls are there, or patience ends: then they are missing.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> ReadAsync(DateTimeOffset from, IReadOnlyCollection<string> answered)
    {
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), clock);
        while (true)
        {
            var isDrained = await IsDrainedAsync();
            await ReadPagesAsync(from);
            var known = _records.Values.Select(record => record.CorrelationId).ToHashSet();
            if ((isDrained && answered.All(known.Contains)) || clock.GetElapsedTime(started) > Patience)
            {
                return clock.GetElapsedTime(started);
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>What the gateway's own verification says of the whole trail.</summary>
    public async Task<AuditReportResponse> VerifyAsync()
    {
        using var auditor = new Operator(doors[0]);
        return await auditor.GetAsync<AuditReportResponse>("/v1/admin/audit/verify");
    }

    private async Task<bool> IsDrainedAsync()
    {
        foreach (var door in doors)
        {
            using var auditor = new Operator(door);
            if (await auditor.MetricAsync(Backlog) is not 0)
            {
                return false;
            }
        }

        return true;
    }

    private async Task ReadPagesAsync(DateTimeOffset from)
    {
        using var auditor = new Operator(doors[0]);
        var seen = new HashSet<string>();
        string? cursor = null;
        do
        {
            var after = cursor is null ? "" : $"&cursor={cursor}";
            var page = await auditor.GetAsync<Page<CallRecordResponse>>($"/v1/admin/calls?limit={PageSize}&from={from.UtcDateTime:O}{after}");
            foreach (var record in page.Items)
            {
                _records[record.CallId] = record;
                if (!seen.Add(record.CallId))
                {
                    _doubled.Add(record);
                }
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }
}
