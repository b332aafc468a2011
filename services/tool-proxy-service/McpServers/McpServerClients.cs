using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>Makes the client of a declared MCP server, and ends the processes among them with the gateway.</summary>
internal sealed class McpServerClients(OutboundHttp http, GatewaySettings settings, TimeProvider clock, ILogger<McpServerClients> log) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<McpProcessClient> _processes = [];

    public IMcpServerClient Of(ToolDefinition server)
    {
        if (server.Mcp!.Command is not { } command)
        {
            return new McpHttpClient(http, server.BaseUrl, clock);
        }

        var process = new McpProcessClient(server.Tool, command, Path.Combine(settings.DataDirectory, "mcp", server.Tool), clock, log);
        lock (_gate)
        {
            _processes.Add(process);
        }

        return process;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }
}
