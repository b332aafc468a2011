using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>Runs one case once: some load that does not count, then the one that does.</summary>
internal sealed class RoundRunner(SaturationPlan plan)
{
    private readonly List<string> _faults = [];

    /// <summary>What was wrong with any run.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public async Task<Round> RunAsync(CallCase measured)
    {
        if (measured.Kind != "cold")
        {
            await measured.Load(await measured.Tokens(), plan.Connections, plan.RoundWarmUp).RunAsync();
        }

        var tokens = await measured.Tokens();
        var ledger = measured.System is Gateway gateway ? await Ledger.OpenAsync(gateway) : null;
        var before = measured.System.Cpu();
        var sent = await measured.Load(tokens, plan.Connections, plan.RoundLength).RunAsync();
        // Putting the calls on record is work for them, whenever it is done.
        var account = ledger is null ? null : await ledger.CloseAsync();
        var after = measured.System.Cpu();

        foreach (var fault in RoundChecks.Of(measured, sent, account, plan.Connections))
        {
            _faults.Add(fault);
            Console.WriteLine($"  FAULT {fault}");
        }

        return new Round
        {
            PerSecond = sent.PerSecond,
            P50 = sent.P50,
            P95 = sent.P95,
            P99 = sent.P99,
            Micros = after.ToDictionary(process => process.Key, process => Micros(process.Value - before[process.Key], sent)),
            GeneratorMicros = Micros(sent.Cpu, sent),
            Answers = sent.Requests,
            Account = account,
            DrainSeconds = account?.Drained.TotalSeconds ?? 0,
        };
    }

    public void Add(string fault) => _faults.Add(fault);

    private static double Micros(TimeSpan cpu, WrkResult sent) => cpu.TotalMicroseconds / sent.Requests;
}
