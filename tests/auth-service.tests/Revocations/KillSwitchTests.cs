using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Revocations;

public sealed class KillSwitchTests
{
    [Theory, BothBackends]
    public async Task Throw_ForAgentRoleAndAll_KillsExactlyTheirTokens(Backend backend)
    {
        // The clock stands still: marks and tokens of the same millisecond must not be confused.
        await using var host = await AuthHost.StartAsync(backend, AuthHost.NewClock());
        var (a, b, c) = (await host.CreateAgentAsync("scraper"), await host.CreateAgentAsync("scraper"), await host.CreateAgentAsync("engager"));

        Assert.Equal("dead alive alive", await AfterAsync(host, new("test", AgentId: a.AgentId), a, b, c));
        Assert.Equal("dead dead alive", await AfterAsync(host, new("test", Role: "scraper"), a, b, c));
        Assert.Equal("dead dead dead", await AfterAsync(host, new("test", All: true), a, b, c));
        Assert.Equal("alive alive alive", await AfterAsync(host, new("test", Role: "nobody"), a, b, c));

        var listed = await (await host.Admin.GetAsync("/v1/revocations")).ReadAsync<Page<KillSwitchResponse>>();
        Assert.Equal(
            [("agent", a.AgentId), ("all", ""), ("role", "nobody"), ("role", "scraper")],
            listed.Items.Select(mark => (mark.Scope, mark.Subject ?? "")).Order());
    }

    [Theory, BothBackends]
    public async Task Throw_WithSuspend_NoNewTokenCanBeHad(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var (a, b, c) = (await host.CreateAgentAsync("scraper"), await host.CreateAgentAsync("scraper"), await host.CreateAgentAsync("engager"));
        using var key = Assertions.KeyOf(a);
        var token = await host.IssueAsync(a.AgentId);

        var one = await ThrowSuspendingAsync(host, new("test", AgentId: a.AgentId, Suspend: true));
        Assert.Equal((1, "suspended active active"), (one.SuspendedAgents, await StatusesAsync(host, a, b, c)));
        using (var fetched = await host.RequestTokenAsync(Assertions.Make(a.AgentId, key, host.Now)))
        {
            Assert.Equal("agent_suspended", (await fetched.ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized)).Code);
        }

        var role = await ThrowSuspendingAsync(host, new("test", Role: "scraper", Suspend: true));
        Assert.Equal((1, "suspended suspended active"), (role.SuspendedAgents, await StatusesAsync(host, a, b, c)));
        var all = await ThrowSuspendingAsync(host, new("test", All: true, Suspend: true));
        Assert.Equal((1, "suspended suspended suspended"), (all.SuspendedAgents, await StatusesAsync(host, a, b, c)));

        // Active again, it has no token from before.
        await host.UpdateAgentAsync(a.AgentId, new(Status: AgentStatus.Active));
        Assert.Equal("token_revoked", await host.RefusalOfAsync(token.Token));
        Assert.Null(await host.RefusalOfAsync((await host.IssueAsync(a.AgentId)).Token));
        var without = await ThrowSuspendingAsync(host, new("test", AgentId: a.AgentId));
        Assert.Equal((null, "active suspended suspended"), (without.SuspendedAgents, await StatusesAsync(host, a, b, c)));
    }

    [Theory, BothBackends]
    public async Task Throw_WithSuspendWhileTokensAreIssued_NoneOfThemOutlivesIt(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        var issuing = Enumerable.Range(0, 20).Select(_ => host.Admin.PostAsync(
            $"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["serpapi"], ["read"]))).ToArray();

        await ThrowSuspendingAsync(host, new("test", AgentId: agent.AgentId, Suspend: true));

        // First all answers: a request that is only read after the agent is active again gets a token that rightly lives.
        var answers = await Task.WhenAll(issuing);
        await host.UpdateAgentAsync(agent.AgentId, new(Status: AgentStatus.Active));
        foreach (var response in answers)
        {
            if (response.StatusCode == HttpStatusCode.Created)
            {
                Assert.Equal("token_revoked", await host.RefusalOfAsync((await response.ReadAsync<TokenIssued>(HttpStatusCode.Created)).Token));
            }
        }
    }

    [Theory, BothBackends]
    public async Task Throw_OldTokenRotatedBefore_KillsBoth(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        var old = await host.IssueAsync(agent.AgentId);
        using var client = host.Service.Client(old.Token);
        var rotated = await (await client.PostAsync("/v1/tokens/rotate", content: null)).ReadAsync<TokenIssued>();

        await ThrowAsync(host, new("test", AgentId: agent.AgentId));

        Assert.Equal("token_revoked", await host.RefusalOfAsync(old.Token));
        Assert.Equal("token_revoked", await host.RefusalOfAsync(rotated.Token));
    }

    [Theory, BothBackends]
    public async Task Throw_ForRole_AgentMovedAfterwards_StaysDead(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync("scraper");
        var token = await host.IssueAsync(agent.AgentId);
        await ThrowAsync(host, new("test", Role: "scraper"));

        await host.UpdateAgentAsync(agent.AgentId, new(Role: "enricher"));

        Assert.Equal("token_revoked", await host.RefusalOfAsync(token.Token));
        Assert.Null(await host.RefusalOfAsync((await host.IssueAsync(agent.AgentId)).Token));
    }

    [Theory, BothBackends]
    public async Task Throw_TokenFromReplicaWithClockAhead_IsKilled(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        var ahead = AuthHost.NewClock();
        ahead.Advance(TimeSpan.FromSeconds(20));
        AgentResponse agent;
        string token;
        await using (var fast = await AuthHost.StartAsync(storage, ahead))
        {
            agent = await fast.CreateAgentAsync();
            token = (await fast.IssueAsync(agent.AgentId)).Token;
        }

        await using var slow = await AuthHost.StartAsync(storage, AuthHost.NewClock());
        Assert.Null(await slow.RefusalOfAsync(token));
        await ThrowAsync(slow, new("test", AgentId: agent.AgentId));

        Assert.Equal("token_revoked", await slow.RefusalOfAsync(token));
        Assert.Null(await slow.RefusalOfAsync((await slow.IssueAsync(agent.AgentId)).Token));
    }

    [Theory]
    [InlineData("""{"reason":"x"}""", 400)]
    [InlineData("""{"reason":"x","all":true,"role":"scraper"}""", 400)]
    [InlineData("""{"reason":"","all":true}""", 400)]
    [InlineData("""{"all":true}""", 400)]
    [InlineData("""{"reason":"x","agent_id":"agt_unknown"}""", 404)]
    public async Task Throw_BadRequest_NothingIsKilled(string body, int status)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var token = await host.IssueAsync((await host.CreateAgentAsync()).AgentId);

        var response = await host.Admin.PostAsync("/v1/revocations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Null(await host.RefusalOfAsync(token.Token));
    }

    private static async Task<string> AfterAsync(AuthHost host, KillSwitchRequest request, params AgentResponse[] agents)
    {
        var tokens = new List<string>();
        foreach (var agent in agents)
        {
            tokens.Add((await host.IssueAsync(agent.AgentId)).Token);
            Assert.Null(await host.RefusalOfAsync(tokens[^1]));
        }

        await ThrowAsync(host, request);
        var states = new List<string>();
        foreach (var token in tokens)
        {
            states.Add(await host.RefusalOfAsync(token) is null ? "alive" : "dead");
        }

        return string.Join(' ', states);
    }

    private static async Task ThrowAsync(AuthHost host, KillSwitchRequest request) =>
        await (await host.Admin.PostAsync("/v1/revocations", request)).ReadAsync<KillSwitchResponse>(HttpStatusCode.Created);

    private static async Task<KillSwitchResponse> ThrowSuspendingAsync(AuthHost host, KillSwitchRequest request) =>
        await (await host.Admin.PostAsync("/v1/revocations", request)).ReadAsync<KillSwitchResponse>(HttpStatusCode.Created);

    private static async Task<string> StatusesAsync(AuthHost host, params AgentResponse[] agents)
    {
        var found = await Task.WhenAll(agents.Select(async agent => await (await host.Admin.GetAsync($"/v1/agents/{agent.AgentId}")).ReadAsync<AgentResponse>()));
        return string.Join(' ', found.Select(agent => agent.Status.ToWire()));
    }
}
