using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>Counts the steps of approvals.</summary>
internal sealed class ApprovalMetrics(GatewayMeter gateway)
{
    private readonly Counter<long> _steps = gateway.Meter.CreateCounter<long>("gateway_approvals");

    /// <param name="state">The state that a request has reached.</param>
    public void Count(ApprovalState state) => _steps.Add(1, new KeyValuePair<string, object?>("state", state.ToWire()));
}
