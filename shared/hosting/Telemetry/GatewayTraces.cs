using System.Diagnostics;

namespace FourRunr.Hosting.Telemetry;

/// <summary>The gateway's own spans. Starting one costs next to nothing while nobody listens.</summary>
public static class GatewayTraces
{
    public const string SourceName = "FourRunr.Gateway";

    public static readonly ActivitySource Source = new(SourceName);
}
