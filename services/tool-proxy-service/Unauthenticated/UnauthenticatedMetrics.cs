using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// <c>gateway_unidentified_calls_total</c>: every request without a valid credential, including those that are recorded only as sums.
/// </summary>
internal sealed class UnauthenticatedMetrics
{
    /// <summary>A service behind the front door answered 401: whether the credential was missing, wrong or old is in its answer.</summary>
    public const string RefusedByBackend = "credential_refused";

    private readonly Counter<long> _calls;

    public UnauthenticatedMetrics(GatewayMeter gateway)
    {
        _calls = gateway.Meter.CreateCounter<long>("gateway_unidentified_calls");
        string[] refusals =
        [
            GatewayErrors.TokenMissing.Code, GatewayErrors.TokenInvalid.Code, GatewayErrors.TokenExpired.Code,
            GatewayErrors.TokenRevoked.Code, GatewayErrors.TooManyFailures.Code, RefusedByBackend,
        ];
        foreach (var reason in refusals)
        {
            _calls.Add(0, Reason(reason));
        }
    }

    public void Count(string reason) => _calls.Add(1, Reason(reason));

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);
}
