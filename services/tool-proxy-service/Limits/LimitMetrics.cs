using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Limits;

/// <summary><c>gateway_limits_degraded</c>: 1 while this replica limits by its local share because Redis is not available.</summary>
internal sealed class LimitMetrics : IOutageMetrics
{
    private int _degraded;

    public LimitMetrics(GatewayMeter gateway) =>
        gateway.Meter.CreateObservableGauge("gateway_limits_degraded", () => Volatile.Read(ref _degraded));

    public void Degraded() => Volatile.Write(ref _degraded, 1);

    public void Restored() => Volatile.Write(ref _degraded, 0);
}
