using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Chaos;

/// <summary>Injected faults, by tool and kind.</summary>
internal sealed class ChaosMetrics(GatewayMeter gateway)
{
    private readonly Counter<long> _injected = gateway.Meter.CreateCounter<long>("gateway_chaos_injections");

    /// <summary>A fault begins.</summary>
    public void Injected(string tool, ChaosKind kind) => CountInjected(tool, kind, 1);

    /// <summary>Creates the series before the first fault, because an increase is visible only from an existing value.</summary>
    public void WillInject(string tool, ChaosKind kind)
    {
        foreach (var one in kind == ChaosKind.Mixed ? [ChaosKind.Error, ChaosKind.Timeout, ChaosKind.Jitter] : (ChaosKind[])[kind])
        {
            CountInjected(tool, one, 0);
        }
    }

    private void CountInjected(string tool, ChaosKind kind, int count) =>
        _injected.Add(count, new("tool", tool), new("kind", kind.ToString().ToLowerInvariant()));
}
