using System.Diagnostics.Metrics;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>Retries, breakers and injected faults, by tool.</summary>
internal sealed class ResilienceMetrics(GatewayMeter gateway)
{
    private readonly Counter<long> _retries = gateway.Meter.CreateCounter<long>("gateway_retries");
    private readonly Counter<long> _failedFast = gateway.Meter.CreateCounter<long>("gateway_breaker_fastfail");
    private readonly Counter<long> _injected = gateway.Meter.CreateCounter<long>("gateway_chaos_injections");

    /// <param name="reason">What the attempt before ended with.</param>
    public void Retried(ToolAction action, ErrorKind reason) =>
        _retries.Add(1, new("tool", action.Tool), new("action", action.Name), new("reason", reason.Code));

    /// <summary>A call was refused by an open breaker.</summary>
    public void FailedFast(ToolAction action) => _failedFast.Add(1, new KeyValuePair<string, object?>("tool", action.Tool));

    /// <summary>A fault begins.</summary>
    public void Injected(string tool, ChaosKind kind) => CountInjected(tool, kind, 1);

    /// <summary>Faults will be injected: an increase is only seen from a number that was there before.</summary>
    public void WillInject(string tool, ChaosKind kind)
    {
        foreach (var one in kind == ChaosKind.Mixed ? [ChaosKind.Error, ChaosKind.Timeout, ChaosKind.Jitter] : (ChaosKind[])[kind])
        {
            CountInjected(tool, one, 0);
        }
    }

    /// <summary><c>gateway_breaker_state</c>: 0 closed, 1 half-open, 2 open; of a tool with several breakers the worst.</summary>
    public void WatchBreakers(Func<IEnumerable<Measurement<int>>> observe) =>
        gateway.Meter.CreateObservableGauge("gateway_breaker_state", observe);

    private void CountInjected(string tool, ChaosKind kind, int count) =>
        _injected.Add(count, new("tool", tool), new("kind", kind.ToString().ToLowerInvariant()));
}
