using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Telemetry;

/// <summary>What the proxy counts. Every label has few values: names that no tool has become <c>unknown</c>.</summary>
internal sealed class ProxyMetrics(GatewayMeter gateway)
{
    private const string Unknown = "unknown";

    private readonly Counter<long> _requests = gateway.Meter.CreateCounter<long>("gateway_requests");
    private readonly Counter<long> _denials = gateway.Meter.CreateCounter<long>("gateway_policy_denials");
    private readonly Counter<long> _rateLimited = gateway.Meter.CreateCounter<long>("gateway_rate_limited");
    private readonly Counter<long> _wouldDeny = gateway.Meter.CreateCounter<long>("gateway_policy_would_deny");

    // The unit is in the name; stated again, the exporter would add it a second time.
    private readonly Histogram<double> _duration = gateway.Meter.CreateHistogram(
        "gateway_request_duration_ms",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000],
        });

    /// <summary>A call has ended, whichever way.</summary>
    /// <param name="code"><c>ok</c>, <c>cancelled</c> or an error code.</param>
    public void Ended(CallFacts facts, string code)
    {
        _requests.Add(1, Tool(facts), Action(facts), new("code", code));
        _duration.Record(facts.Duration.TotalMilliseconds, Tool(facts), Action(facts));
    }

    /// <param name="reason">An error code, or which part of the token refused.</param>
    public void Denied(CallFacts facts, string reason) => _denials.Add(1, Tool(facts), Action(facts), new("reason", reason));

    /// <summary>A policy in shadow mode would have denied the call.</summary>
    public void WouldDeny(CallFacts facts, string reason) => _wouldDeny.Add(1, Tool(facts), Action(facts), new("reason", reason));

    /// <param name="kind"><c>rate</c> or <c>quota</c>.</param>
    public void RateLimited(CallFacts facts, string kind) => _rateLimited.Add(1, Tool(facts), new("kind", kind));

    private static KeyValuePair<string, object?> Tool(CallFacts facts) => new("tool", facts.Action?.Tool ?? Unknown);

    private static KeyValuePair<string, object?> Action(CallFacts facts) => new("action", facts.Action?.Name ?? Unknown);
}
