using System.Diagnostics;
using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>Holds a gateway's own account of a load (calls by code, rows of the audit) against what was sent.</summary>
internal sealed class Ledger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Gateway _gateway;
    private readonly Metrics _before;
    private readonly long _rowsBefore;

    private Ledger(Gateway gateway, Metrics before, long rowsBefore) => (_gateway, _before, _rowsBefore) = (gateway, before, rowsBefore);

    /// <summary>Begins when nothing of a load before is on its way any more.</summary>
    public static async Task<Ledger> OpenAsync(Gateway gateway)
    {
        await SettleAsync(gateway);
        return new Ledger(gateway, await gateway.ReadMetricsAsync(), await gateway.Audit.CountAsync());
    }

    /// <summary>Waits until every record of the load is in the table.</summary>
    public async Task<LoadAccount> CloseAsync()
    {
        var drained = await SettleAsync(_gateway);
        var after = await _gateway.ReadMetricsAsync();
        var before = _before.CallsByCode();
        return new LoadAccount(
            after.CallsByCode().ToDictionary(code => code.Key, code => code.Value - before.GetValueOrDefault(code.Key)).Where(code => code.Value > 0).ToDictionary(),
            await _gateway.Audit.CountAsync() - _rowsBefore,
            drained,
            after.CacheMisses("identity") - _before.CacheMisses("identity"),
            after.CacheHits("results") - _before.CacheHits("results"));
    }

    /// <returns>How long it took until the backlog was empty for good, to within the age of a scrape.</returns>
    private static async Task<TimeSpan> SettleAsync(Gateway gateway)
    {
        var start = Stopwatch.GetTimestamp();
        (long Calls, TimeSpan At)? empty = null;
        while (true)
        {
            await Task.Delay(Metrics.Age);
            var waited = Stopwatch.GetElapsedTime(start);
            var metrics = await gateway.ReadMetricsAsync();
            var calls = metrics.CallsByCode().Values.Sum();
            if (metrics.AuditBacklog > 0)
            {
                empty = null;
            }
            else if (empty is { } since && since.Calls == calls)
            {
                return since.At;
            }
            else
            {
                empty = (calls, waited);
            }

            if (waited > Patience)
            {
                throw new InvalidOperationException($"{gateway.Name}: the audit backlog is still {metrics.AuditBacklog} after {waited.TotalSeconds:F0} s.");
            }
        }
    }
}

/// <summary>What a gateway says about a load.</summary>
/// <param name="ByCode">Calls that have ended.</param>
/// <param name="Rows">That the audit has grown by.</param>
/// <param name="StoredResults">Answers that no tool was asked for.</param>
internal sealed record LoadAccount(IReadOnlyDictionary<string, long> ByCode, long Rows, TimeSpan Drained, long IdentityMisses, long StoredResults)
{
    /// <summary>How calls end whose client goes away: while they are under way, or while their body is read. Every body that is sent is good.</summary>
    private static readonly string[] HungUp = ["cancelled", "body_invalid"];

    public long Calls => ByCode.Values.Sum();

    /// <summary>wrk hangs up on the calls that are under way at its end.</summary>
    public long CallsHungUp => ByCode.Where(code => HungUp.Contains(code.Key)).Sum(code => code.Value);

    /// <summary>Calls that ended otherwise than was meant, without those that were hung up.</summary>
    public long CallsBeside(params string[] meant) => Calls - CallsHungUp - ByCode.Where(code => meant.Contains(code.Key)).Sum(code => code.Value);

    public override string ToString() =>
        string.Join(", ", ByCode.OrderByDescending(code => code.Value).Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Key} {code.Value}")));
}
