using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.McpServers.Admission;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>Tools of MCP servers, by what operators think of them.</summary>
internal sealed class McpServerMetrics
{
    private readonly Counter<long> _changes;
    private volatile IReadOnlyList<Measurement<long>> _tools = [];
    private volatile IReadOnlyList<Measurement<long>> _reachable = [];

    public McpServerMetrics(GatewayMeter gateway)
    {
        _changes = gateway.Meter.CreateCounter<long>("gateway_mcp_definition_changes");
        gateway.Meter.CreateObservableGauge("gateway_mcp_tools", () => _tools);
        gateway.Meter.CreateObservableGauge("gateway_mcp_server_up", () => _reachable);
    }

    /// <summary>A server lists something else than before.</summary>
    public void Changed(string server, PinChanges changes)
    {
        Count(server, "new", changes.New.Count);
        Count(server, "changed", changes.Changed.Count);
        Count(server, "gone", changes.Gone.Count);
    }

    /// <summary>What is known of all servers now.</summary>
    public void Known(IReadOnlyList<McpServer> servers, ILookup<string, PinnedTool> pins)
    {
        _tools =
        [
            .. from server in servers
               from state in Enum.GetValues<McpToolState>()
               select new Measurement<long>(
                   pins[server.Tool].Count(pin => pin.State == state), new("server", server.Tool), new("state", state.ToString().ToLowerInvariant())),
        ];
        _reachable = [.. servers.Select(server => new Measurement<long>(server.Problem is null ? 1 : 0, new KeyValuePair<string, object?>("server", server.Tool)))];
    }

    private void Count(string server, string change, int count) => _changes.Add(count, new("server", server), new("change", change));
}
