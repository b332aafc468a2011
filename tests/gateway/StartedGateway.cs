using System.Net.Http.Headers;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Testing;

/// <summary>The standalone program and its operator. The test project must reference <c>deploy/standalone</c>.</summary>
public sealed class StartedGateway : IAsyncDisposable
{
    private StartedGateway(StandaloneProcess process) => (Process, Operator) = (process, ClientOf(process.Url, TestSecrets.AdminKey));

    public StandaloneProcess Process { get; }

    public HttpClient Operator { get; }

    public static async Task<StartedGateway> StartAsync(params (string Name, string Value)[] environment)
    {
        var process = new StandaloneProcess(
            [], [("GATEWAY_ADMIN_KEY", TestSecrets.AdminKey), ("GATEWAY_SERVICE_KEY", TestSecrets.ServiceKey), ("GATEWAY_KEK", TestSecrets.KeyEncryptionKey), .. environment]);
        await process.ReadyAsync();
        Assert.Contains("Ctrl+C stops it", process.Output, StringComparison.Ordinal);
        return new StartedGateway(process);
    }

    /// <summary>Where an agent finds one tool.</summary>
    public string UrlOf(string tool) => new Uri(Process.Url, $"/mcp/{tool}").ToString();

    /// <param name="more">Further members of <c>mcp</c>.</param>
    public async Task DeclareAsync(string tool, Uri url, string more = "\"input\":[]")
    {
        var document = $$$"""{"tool":"{{{tool}}}","mcp":{"url":"{{{url}}}","trust":"first_use","read":["*"],{{{more}}}}}""";
        using var body = new StringContent(document, Encoding.UTF8, "application/json");
        using var answer = await Operator.PostAsync("/v1/admin/tools", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await UntilListedAsync(tool);
    }

    public async Task UntilListedAsync(string tool)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await Operator.GetAsync($"/v1/admin/mcp-servers/{tool}");
                return answer.IsSuccessStatusCode && (await Operator.GetAsync<McpServerResponse>($"/v1/admin/mcp-servers/{tool}")).Tools.Count > 0;
            },
            $"the tools of {tool} are known");
        // What is known is in the catalog a moment later; after this answer it is.
        await Operator.PostAsync<McpServerResponse>($"/v1/admin/mcp-servers/{tool}/refresh", new { });
    }

    /// <summary>A new agent with a role and a policy of its own, and a token for all that the policy allows.</summary>
    public async Task<TokenIssued> CreateAgentAsync(PolicySpec policy)
    {
        var (agentId, _) = await CreateAgentWithKeyAsync(policy);
        return await Operator.PostAsync<TokenIssued>($"/v1/agents/{agentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
    }

    /// <summary>A new agent without a token: it can get one by its key (PKCS#8 PEM).</summary>
    public async Task<(string AgentId, string PrivateKey)> CreateAgentWithKeyAsync(PolicySpec policy)
    {
        var name = $"agent-{Guid.NewGuid():N}";
        var agent = await Operator.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest(name, name));
        await Operator.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest(name, policy, AgentId: agent.AgentId));
        return (agent.AgentId, agent.PrivateKeyPem!);
    }

    public static HttpClient ClientOf(Uri url, string bearer)
    {
#pragma warning disable RS0030 // Talks to the gateway as any outside client would.
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = url };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await Process.DisposeAsync();
    }
}
