using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>Retries and breakers, by tool.</summary>
internal sealed class ResilienceMetrics(GatewayMeter gateway)
{
    private readonly Counter<long> _retries = gateway.Meter.CreateCounter<long>("gateway_retries");
    private readonly Counter<long> _failedFast = gateway.Meter.CreateCounter<long>("gateway_breaker_fastfail");

    /// <param name="reason">The error of the attempt before.</param>
    public void Retried(ToolAction action, ErrorKind reason) =>
        _retries.Add(1, new("tool", action.Tool), new("action", action.Name), new("reason", reason.Code));

    /// <summary>A call was refused by an open breaker.</summary>
    public void FailedFast(ToolAction action) => _failedFast.Add(1, new KeyValuePair<string, object?>("tool", action.Tool));

    /// <summary><c>gateway_breaker_state</c>: 0 closed, 1 half-open, 2 open; the worst of a tool's breakers.</summary>
    public void WatchBreakers(Func<IEnumerable<Measurement<int>>> observe) =>
        gateway.Meter.CreateObservableGauge("gateway_breaker_state", observe);
}
