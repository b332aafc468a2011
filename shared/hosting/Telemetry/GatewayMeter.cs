using System.Diagnostics.Metrics;

namespace FourRunr.Hosting.Telemetry;

/// <summary>
/// The meter of one service. OpenTelemetry listens to meters by name in the whole process, so services that share a process
/// each have one of their own name; scrapes do not show it.
/// </summary>
public sealed record GatewayMeter(Meter Meter);
