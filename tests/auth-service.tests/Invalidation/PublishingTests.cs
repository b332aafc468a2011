using System.Net;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Auth.Tests.Invalidation;

/// <summary>Every change says at once which cached answers it makes void.</summary>
public sealed class PublishingTests
{
    [Fact]
    public async Task Changes_OfEveryKind_PublishTheirSubject()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        List<string> heard = [];
        using var subscription = host.Service.Services.GetRequiredService<IInvalidationChannel>().Subscribe(heard.AddRange);
        var agent = await host.CreateAgentAsync();
        var token = await host.IssueAsync(agent.AgentId);
        var created = await (await host.Admin.PostAsync("/v1/operators", new CreateOperatorRequest("Olga", OperatorRole.Auditor)))
            .ReadAsync<OperatorResponse>(HttpStatusCode.Created);
        using var client = host.Service.Client(token.Token);
        Assert.Empty(heard);

        var successor = await (await client.PostAsync("/v1/tokens/rotate", content: null)).ReadAsync<TokenIssued>();
        await host.Admin.PostAsync($"/v1/tokens/{token.TokenId}/revoke", content: null);
        Assert.Equal([$"token:{token.TokenId}", $"token:{token.TokenId}", $"token:{successor.TokenId}"], Taken(heard));

        await host.UpdateAgentAsync(agent.AgentId, new(Tags: ["research"]));
        await host.UpdateAgentAsync(agent.AgentId, new(Status: AgentStatus.Suspended));
        await host.Admin.PostAsync($"/v1/agents/{agent.AgentId}/keys", content: null);
        await host.Admin.PostAsync("/v1/revocations", new KillSwitchRequest("test", AgentId: agent.AgentId));
        await host.Admin.DeleteAsync($"/v1/agents/{agent.AgentId}");
        Assert.Equal(Enumerable.Repeat($"agent:{agent.AgentId}", 5), Taken(heard));

        await host.Admin.PostAsync("/v1/revocations", new KillSwitchRequest("test", Role: "scraper"));
        await host.Admin.PostAsync("/v1/revocations", new KillSwitchRequest("test", All: true));
        await host.Admin.DeleteAsync($"/v1/operators/{created.OperatorId}");
        await host.Admin.PostAsync("/v1/keys/rotate", content: null);
        Assert.Equal(["role:scraper", "tokens", $"operator:{created.OperatorId}", "key-ring"], Taken(heard));
    }

    private static string[] Taken(List<string> heard)
    {
        string[] all = [.. heard];
        heard.Clear();
        return all;
    }
}
