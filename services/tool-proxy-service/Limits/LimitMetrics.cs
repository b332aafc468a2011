using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Limits;

/// <summary><c>gateway_limits_degraded</c>: 1 while limits are kept on this replica's share because Redis is away.</summary>
internal sealed class LimitMetrics
{
    private int _degraded;

    public LimitMetrics(GatewayMeter gateway) =>
        gateway.Meter.CreateObservableGauge("gateway_limits_degraded", () => Volatile.Read(ref _degraded));

    public void Degraded() => Volatile.Write(ref _degraded, 1);

    public void Restored() => Volatile.Write(ref _degraded, 0);
}
