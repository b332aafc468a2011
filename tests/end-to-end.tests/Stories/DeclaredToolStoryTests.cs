using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Stories;

/// <summary>A team's own API becomes a tool: declared, allowed by a policy, named by a token, called.</summary>
public sealed class DeclaredToolStoryTests
{
    [Theory, BothBackends]
    public async Task DeclaredTool_TokenAndPolicyNameIt_IsCalledWithItsCredential(Backend backend)
    {
        await using var api = await StartApiAsync();
        var url = new Uri(api.Urls.Single());
        await using var gateway = await RunningGateway.StartAsync(
            backend, settings: [$"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{url.Port}"]);
        var agent = await gateway.CreateAgentAsync();
        using var declared = await gateway.Operator.PostAsync("/v1/admin/tools", new StringContent($$"""
            tool: stock_room
            base_url: {{url}}
            credential: {in: bearer}
            actions:
              count:
                method: GET
                path: /items/{item}
                parameters:
                  properties:
                    item: {type: string}
                  required: [item]
            """, Encoding.UTF8, "application/yaml"));
        Assert.Equal(HttpStatusCode.Created, declared.StatusCode);
        await gateway.Operator.PostAsync<CredentialResponse>("/v1/admin/credentials", new StoreCredentialRequest("stock_room", "the-key-of-the-stock-room"));
        var token = await gateway.Operator.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["stock_room"], ["read"]));
        using var client = gateway.Proxies[0].Client(token.Token);

        // The role's policies do not know the tool.
        await (await CountAsync(client)).MustBeAsync(GatewayErrors.ScopeDenied);
        await gateway.Operator.PostAsync<PolicyResponse>(
            "/v1/policies", new PolicyRequest("stock", new PolicySpec { Scopes = ["stock_room:count"] }, AgentId: agent.AgentId));
        if (backend == Backend.Cluster)
        {
            // The denial is forgotten when the news of the policy has come through Redis.
            await Eventually.TrueAsync(async () => (await client.GetAsync<ToolListResponse>("/v1/tools")).Tools.Count > 0, "the tool is listed");
        }

        using var answer = await CountAsync(client);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var data = (await answer.Content.ReadFromJsonAsync<ToolCallResponse>(GatewayJson.Tolerant))!.Data!;
        Assert.Equal(("screws", 7, true), ((string?)data["item"], (int)data["count"]!, (bool)data["known"]!));
        var tools = await client.GetAsync<ToolListResponse>("/v1/tools");
        Assert.Equal(("stock_room", "count"), (tools.Tools.Single().Tool, tools.Tools.Single().Action));
    }

    private static Task<HttpResponseMessage> CountAsync(HttpClient client) => client.PostAsJsonAsync("/v1/tools/stock_room/count", new { item = "screws" });

    private static async Task<WebApplication> StartApiAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = builder.Build();
        api.Run(context => context.Response.WriteAsJsonAsync(new
        {
            item = context.Request.Path.Value!.Split('/')[^1],
            count = 7,
            known = context.Request.Headers.Authorization == "Bearer the-key-of-the-stock-room",
        }));
        await api.StartAsync();
        return api;
    }
}
