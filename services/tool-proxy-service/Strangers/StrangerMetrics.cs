using System.Diagnostics.Metrics;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Strangers;

/// <summary><c>gateway_unidentified_calls_total</c>: every request of a caller without identity, also those that are on record only as sums.</summary>
internal sealed class StrangerMetrics
{
    private readonly Counter<long> _calls;

    public StrangerMetrics(GatewayMeter gateway)
    {
        _calls = gateway.Meter.CreateCounter<long>("gateway_unidentified_calls");
        string[] refusals =
        [
            GatewayErrors.TokenMissing.Code, GatewayErrors.TokenInvalid.Code, GatewayErrors.TokenExpired.Code,
            GatewayErrors.TokenRevoked.Code, GatewayErrors.TooManyFailures.Code, Stranger.RefusedBehind,
        ];
        foreach (var reason in refusals)
        {
            _calls.Add(0, Reason(reason));
        }
    }

    public void Count(string reason) => _calls.Add(1, Reason(reason));

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);
}
