using System.Diagnostics.Metrics;

namespace FourRunr.Hosting.Telemetry;

/// <summary>Always 1; its labels say which version of which service runs.</summary>
internal sealed class BuildMetrics
{
    public BuildMetrics(GatewayMeter gateway, string service) =>
        gateway.Meter.CreateObservableGauge(
            "gateway_build_info", () => new Measurement<int>(1, new("service", service), new("version", GatewayVersion.Current)));
}
