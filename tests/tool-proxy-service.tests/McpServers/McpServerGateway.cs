using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Faces.Mcp;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.McpServers;

/// <summary>A proxy with one declared MCP server, <c>scripted</c>.</summary>
internal sealed class McpServerGateway : IAsyncDisposable
{
    public const string Secret = "canary-mcp-server-key-90ff";

    private McpServerGateway(ScriptedMcpServer server, TestGateway gateway) => (Server, Gateway) = (server, gateway);

    public ScriptedMcpServer Server { get; }

    public TestGateway Gateway { get; }

    public McpClient Client => new(Gateway, "/mcp/scripted");

    private HttpClient Admin => Gateway.Proxy.AdminClient();

    /// <param name="more">Further members of <c>mcp</c>.</param>
    public static async Task<McpServerGateway> StartAsync(
        Backend backend = Backend.Embedded, bool isModern = true, string more = "\"trust\":\"first_use\",\"read\":[\"*\"]", Action<IServiceCollection>? configure = null)
    {
        var server = new ScriptedMcpServer { IsModern = isModern };
        await server.StartAsync();
        var gateway = await TestGateway.StartAsync(
            backend, [$"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{server.Http.Url.Port}", $"--TOOL_CREDENTIAL:scripted={Secret}"], configure);
        var started = new McpServerGateway(server, gateway);
        var document = """{"tool":"scripted","mcp":{"url":"URL",MORE},"credential":{"in":"bearer"}}"""
            .Replace("URL", $"{server.Http.Url}mcp", StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal);
        var created = await started.Admin.PostAsync("/v1/admin/tools", new StringContent(document, Encoding.UTF8, "application/json"));
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(async () => (await started.Admin.GetAsync("/v1/admin/mcp-servers/scripted")).IsSuccessStatusCode && (await started.GetAsync()).Tools.Count > 0, "the server was asked");
        // What it lists is kept before it can be called.
        await Eventually.TrueAsync(started.OffersWhatIsApprovedAsync, "approved tools are in the catalog");
        return started;
    }

    public async Task<McpServerResponse> GetAsync() => (await Admin.GetFromJsonAsync<McpServerResponse>("/v1/admin/mcp-servers/scripted", GatewayJson.Strict))!;

    public async Task<McpServerResponse> RefreshAsync() =>
        (await (await Admin.PostAsync("/v1/admin/mcp-servers/scripted/refresh", content: null)).Content.ReadFromJsonAsync<McpServerResponse>(GatewayJson.Strict))!;

    public Task<HttpResponseMessage> DecideAsync(string decision, params McpToolDecision[] tools) =>
        Admin.PostAsJsonAsync($"/v1/admin/mcp-servers/scripted/{decision}", new McpToolDecisionRequest(tools), GatewayJson.Tolerant);

    public async Task<McpToolResponse> ToolAsync(string name) => (await GetAsync()).Tools.Single(tool => tool.Name == name);

    public Task<HttpResponseMessage> EchoAsync(string text = "hi") => Client.CallAsync("echo", new JsonObject { ["text"] = text });

    /// <summary>Names of what an agent is told that it may call.</summary>
    public async Task<IReadOnlyList<string>> ListedAsync() =>
        [.. (await McpClient.ResultAsync(await Client.SendAsync("tools/list")))["tools"]!.AsArray().Select(tool => (string)tool!["name"]!)];

    private async Task<bool> OffersWhatIsApprovedAsync()
    {
        var offered = Gateway.Proxy.Services.GetRequiredService<ToolCatalog>().Actions.Where(action => action.Tool == "scripted").Select(action => action.Name);
        return (await GetAsync()).Tools.Where(tool => tool.State == McpToolState.Approved).All(tool => offered.Contains(tool.Action));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Server.DisposeAsync();
    }
}
