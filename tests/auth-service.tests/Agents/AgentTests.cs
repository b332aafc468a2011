using System.Net;
using System.Security.Cryptography;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Agents;

public sealed class AgentTests
{
    [Theory, BothBackends]
    public async Task Create_WithoutKey_ReturnsPrivateKeyOnce(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);

        var response = await host.Admin.PostAsync("/v1/agents", new CreateAgentRequest("Ada", "scraper", "tests"));

        var agent = await response.ReadAsync<AgentResponse>(HttpStatusCode.Created);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal($"/v1/agents/{agent.AgentId}", response.Headers.Location?.ToString());
        Assert.Equal(("Ada", "scraper", AgentStatus.Active, "tests"), (agent.Name, agent.Role, agent.Status, agent.CreatedBy));
        using var rsa = RSA.Create();
        rsa.ImportFromPem(agent.PrivateKeyPem);
        Assert.Equal(2048, rsa.KeySize);
        var again = await (await host.Admin.GetAsync($"/v1/agents/{agent.AgentId}")).ReadAsync<AgentResponse>();
        Assert.Equal(agent with { PrivateKeyPem = null }, again);
    }

    [Theory]
    [InlineData("\u200B\u2060\uFEFF", "visible")]
    [InlineData("\u3164 \u00A0", "visible")]
    [InlineData("\u0301\uFE0F", "visible")]
    [InlineData("admin\u202Etoor", "direction marks")]
    [InlineData("\u2066a\u2069", "direction marks")]
    [InlineData("a\u2028b", "line separators")]
    [InlineData("a\u0085b", "Control characters")]
    public async Task Create_NameThatCannotBeSeenAsItIs_RefusedWithTheReason(string name, string reason)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        var agent = await (await host.Admin.PostAsync("/v1/agents", new CreateAgentRequest(name, "scraper"))).MustBeAsync(GatewayErrors.BodyInvalid);
        var operatorOf = await (await host.Admin.PostAsync("/v1/operators", new CreateOperatorRequest(name, OperatorRole.Auditor))).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.All([agent, operatorOf], problem => Assert.Contains(problem.Errors!["name"], message => message.Contains(reason, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Ада")]
    [InlineData("عَدَا")]
    [InlineData("\U0001F469\u200D\U0001F52C")]
    [InlineData("क्ष\u200C")]
    public async Task Create_NameOfAnyScript_Accepted(string name)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var key = RSA.Create(2048);

        var response = await host.Admin.PostAsync("/v1/agents", new CreateAgentRequest(name, "scraper", PublicKeyPem: key.ExportSubjectPublicKeyInfoPem()));

        Assert.Equal(name, (await response.ReadAsync<AgentResponse>(HttpStatusCode.Created)).Name);
    }

    [Theory, BothBackends]
    public async Task List_MoreThanOnePage_CursorLeadsThroughAllOnceNewestFirst(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        using var key = RSA.Create(2048);
        var created = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            created.Add((await host.CreateAgentAsync(publicKeyPem: key.ExportSubjectPublicKeyInfoPem())).AgentId);
        }

        var listed = new List<string>();
        var sizes = new List<int>();
        string? cursor = null;
        do
        {
            var page = await (await host.Admin.GetAsync($"/v1/agents?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).ReadAsync<Page<AgentResponse>>();
            listed.AddRange(page.Items.Select(agent => agent.AgentId));
            sizes.Add(page.Items.Count);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(created.Order(StringComparer.Ordinal).Reverse(), listed);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("cursor=%00")]
    [InlineData("cursor='; DROP TABLE agents")]
    public async Task List_BadPaging_Returns400(string query)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        var response = await host.Admin.GetAsync($"/v1/agents?{query}");

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Theory, BothBackends]
    public async Task Delete_AgentWithToken_TokenIsRevokedAndAgentGone(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        var token = await host.IssueAsync(agent.AgentId);
        Assert.Null(await host.RefusalOfAsync(token.Token));

        var deleted = await host.Admin.DeleteAsync($"/v1/agents/{agent.AgentId}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("token_revoked", await host.RefusalOfAsync(token.Token));
        await (await host.Admin.GetAsync($"/v1/agents/{agent.AgentId}")).MustBeAsync(GatewayErrors.NotFound);
        await (await host.Admin.DeleteAsync($"/v1/agents/{agent.AgentId}")).MustBeAsync(GatewayErrors.NotFound);
    }

    [Theory, BothBackends]
    public async Task Suspend_ThenActivate_TokenRefusedThenGoodAgain(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        var token = await host.IssueAsync(agent.AgentId);

        await host.UpdateAgentAsync(agent.AgentId, new(Status: AgentStatus.Suspended));
        Assert.Equal("agent_suspended", await host.RefusalOfAsync(token.Token));
        await (await host.Admin.PostAsync($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["serpapi"], ["read"])))
            .MustBeAsync(GatewayErrors.Conflict);

        await host.UpdateAgentAsync(agent.AgentId, new(Status: AgentStatus.Active));
        Assert.Null(await host.RefusalOfAsync(token.Token));
    }

    [Theory, BothBackends]
    public async Task Update_Role_IntrospectionAnswersNewRole(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        var token = await host.IssueAsync(agent.AgentId);

        var changed = await host.UpdateAgentAsync(agent.AgentId, new(Role: "enricher"));

        Assert.Equal(("enricher", AgentStatus.Active), (changed.Role, changed.Status));
        Assert.Equal("enricher", (await host.IntrospectAsync(token.Token)).Role);
    }
}
