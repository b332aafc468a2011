using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Telemetry;

/// <summary>The metrics of the proxy. Every label has few values: unknown tools and actions become <c>unknown</c>.</summary>
internal sealed class ProxyMetrics(GatewayMeter gateway)
{
    private const string Unknown = "unknown";

    private readonly Counter<long> _requests = gateway.Meter.CreateCounter<long>("gateway_requests");
    private readonly Counter<long> _denials = gateway.Meter.CreateCounter<long>("gateway_policy_denials");
    private readonly Counter<long> _rateLimited = gateway.Meter.CreateCounter<long>("gateway_rate_limited");
    private readonly Counter<long> _wouldDeny = gateway.Meter.CreateCounter<long>("gateway_policy_would_deny");
    private readonly Counter<long> _auditLost = WithZero(gateway.Meter.CreateCounter<long>("gateway_audit_lost"));

    // Without a unit: it is in the name already, and the exporter would append it again.
    private readonly Histogram<double> _duration = gateway.Meter.CreateHistogram(
        "gateway_request_duration_ms",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000],
        });

    /// <summary>A call has ended, whichever way.</summary>
    public void Ended(ToolCallOutcome outcome)
    {
        var facts = outcome.Facts;
        _requests.Add(1, Tool(facts), Action(facts), new("code", outcome.Code));
        _duration.Record(facts.Duration.TotalMilliseconds, Tool(facts), Action(facts));
        if (facts.WouldDeny is { } shadowed)
        {
            _wouldDeny.Add(1, Tool(facts), Action(facts), new("reason", shadowed.Kind.Code));
        }

        if (outcome is ToolCallOutcome.Refused { Why: var why })
        {
            Refused(facts, why);
        }
    }

    /// <summary>A call was answered although its end could not be recorded. Zero in a healthy gateway.</summary>
    public void AuditLost() => _auditLost.Add(1);

    /// <summary><c>gateway_audit_backlog</c>: rows of this proxy's journal that are not in the database yet.</summary>
    public void WatchAuditBacklog(Func<long> observe) => gateway.Meter.CreateObservableGauge("gateway_audit_backlog", observe);

    private void Refused(CallFacts facts, Refusal why)
    {
        if (why.Kind == GatewayErrors.RateLimited || why.Kind == GatewayErrors.QuotaExceeded)
        {
            _rateLimited.Add(1, Tool(facts), new("kind", why.Kind == GatewayErrors.RateLimited ? "rate" : "quota"));
        }
        else if (why.Kind.Status == StatusCodes.Status403Forbidden)
        {
            // An error code, or which part of the token refused.
            _denials.Add(1, Tool(facts), Action(facts), new("reason", facts.Policy is null ? why.Rule! : why.Kind.Code));
        }
    }

    /// <summary>Exports the counter before its first increment.</summary>
    private static Counter<long> WithZero(Counter<long> counter)
    {
        counter.Add(0);
        return counter;
    }

    private static KeyValuePair<string, object?> Tool(CallFacts facts) => new("tool", facts.Action?.Tool ?? Unknown);

    private static KeyValuePair<string, object?> Action(CallFacts facts) => new("action", facts.Action?.Name ?? Unknown);
}
