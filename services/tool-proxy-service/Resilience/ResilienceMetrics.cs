using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>Retries of tools; breakers, by tool and by provider of models.</summary>
internal sealed class ResilienceMetrics
{
    private readonly Counter<long> _retries;
    private readonly Counter<long> _failedFast;
    private ImmutableArray<Func<IEnumerable<Measurement<int>>>> _breakers = [];

    public ResilienceMetrics(GatewayMeter gateway)
    {
        _retries = gateway.Meter.CreateCounter<long>("gateway_retries");
        _failedFast = gateway.Meter.CreateCounter<long>("gateway_breaker_fastfail");
        gateway.Meter.CreateObservableGauge("gateway_breaker_state", () => _breakers.SelectMany(observe => observe()));
    }

    /// <param name="reason">The error of the attempt before.</param>
    public void Retried(ToolAction action, ErrorKind reason) =>
        _retries.Add(1, new("tool", action.Tool), new("action", action.Name), new("reason", reason.Code));

    /// <summary>A call was refused by an open breaker.</summary>
    public void FailedFast(ToolAction action) => _failedFast.Add(1, new KeyValuePair<string, object?>("tool", action.Tool));

    /// <summary>A provider was not asked because its breaker is open.</summary>
    public void FailedFast(string provider) => _failedFast.Add(1, new KeyValuePair<string, object?>("provider", provider));

    /// <summary>Adds to <c>gateway_breaker_state</c>: 0 closed, 1 half-open, 2 open; the worst of a tool's breakers.</summary>
    public void WatchBreakers(Func<IEnumerable<Measurement<int>>> observe) =>
        ImmutableInterlocked.Update(ref _breakers, static (breakers, added) => breakers.Add(added), observe);
}
