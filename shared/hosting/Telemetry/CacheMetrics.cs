using System.Diagnostics.Metrics;

namespace FourRunr.Hosting.Telemetry;

/// <summary><c>gateway_cache_hits_total</c> and <c>gateway_cache_misses_total</c>, by cache.</summary>
public sealed class CacheMetrics(GatewayMeter gateway)
{
    private readonly Counter<long> _hits = gateway.Meter.CreateCounter<long>("gateway_cache_hits");
    private readonly Counter<long> _misses = gateway.Meter.CreateCounter<long>("gateway_cache_misses");

    public void Count(string cache, bool hit) => (hit ? _hits : _misses).Add(1, new KeyValuePair<string, object?>("cache", cache));
}
