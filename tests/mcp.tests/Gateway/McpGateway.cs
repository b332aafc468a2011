using FourRunr.Testing;
using FourRunr.Testing.McpServer;
using Xunit;

namespace FourRunr.Mcp.Tests.Gateway;

/// <summary>
/// The standalone program with two declared MCP servers: <c>modern</c> speaks 2026-07-28, <c>sessions</c> speaks 2025-11-25. Clients may
/// register themselves.
/// </summary>
public sealed class McpGateway : IAsyncLifetime
{
    private readonly Uri _modern = FreePort.FindUrl();
    private readonly Uri _sessions = FreePort.FindUrl();
    private TestMcpServer? _modernServer;
    private TestMcpServer? _sessionServer;
    private StartedGateway? _gateway;

    internal StartedGateway Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _modernServer = await TestMcpServer.StartAsync(_modern);
        _sessionServer = await TestMcpServer.StartAsync(_sessions, hasSessions: true);
        _gateway = await StartedGateway.StartAsync(
            ("OUTBOUND_ALLOWED_TARGETS", $"{_modern.Authority},{_sessions.Authority}"), ("OAUTH_REGISTRATION", "on"));
        await _gateway.DeclareAsync("modern", _modern, "\"input\":[\"elicitation\",\"sampling\",\"roots\"]");
        await _gateway.DeclareAsync("sessions", _sessions);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        foreach (var server in (TestMcpServer?[])[_modernServer, _sessionServer])
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
