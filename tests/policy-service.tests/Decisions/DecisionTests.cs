using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Decisions;

public sealed class DecisionTests
{
    [Theory, BothBackends]
    public async Task Decide_DefaultRole_AllowedByItsRule(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);

        var decision = await service.DecideAsync("scraper", "serpapi", "search");

        Assert.True(decision.Allowed);
        Assert.Null(decision.Code);
        Assert.Equal("allow serpapi:*", decision.Rule);
        Assert.Equal(("default-scraper", 1), (decision.PolicyName, decision.PolicyVersion));
        Assert.Equal("Policy 'default-scraper' allows serpapi:search.", decision.Reason);
    }

    [Theory, BothBackends]
    public async Task Decide_NothingAllows_DefaultDeny(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);

        var otherTool = await service.DecideAsync("scraper", "gmail_send", "send");
        var otherRole = await service.DecideAsync("nobody", "serpapi", "search");

        Assert.All([otherTool, otherRole], decision =>
        {
            Assert.False(decision.Allowed);
            Assert.Equal(("scope_denied", "default deny"), (decision.Code, decision.Rule));
            Assert.Null(decision.PolicyId);
        });
        Assert.NotEqual(otherTool.Reason, otherRole.Reason);
    }

    [Theory, BothBackends]
    public async Task Decide_PoliciesOfAgentAndRole_UniteAndAnyDenyWins(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateAsync(new PolicyRequest(
            "own", new PolicySpec { Scopes = ["gmail_send:profile"], Deny = ["http_fetch:head"] }, AgentId: PolicyServiceUnderTest.AgentId));

        Assert.True((await service.DecideAsync("scraper", "gmail_send", "profile")).Allowed);
        Assert.True((await service.DecideAsync("scraper", "http_fetch", "get")).Allowed);
        Assert.Equal("deny http_fetch:head", (await service.DecideAsync("scraper", "http_fetch", "head")).Rule);
        const string another = "agt_ffffffffffffffffffffffffffffffff";
        Assert.True((await service.DecideAsync("scraper", "http_fetch", "head", another)).Allowed);
        Assert.False((await service.DecideAsync("scraper", "gmail_send", "profile", another)).Allowed);
    }

    [Theory, BothBackends]
    public async Task Decide_AfterEveryKindOfChange_FollowsAtOnce(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");
        var address = $"/v1/policies/{policy.PolicyId}";

        Assert.Equal(1, (await service.DecideAsync("tester", "serpapi", "search")).PolicyVersion);

        (await service.Admin.SendJsonAsync(HttpMethod.Put, address,
            """{"name": "p", "role": "tester", "spec": {"scopes": ["serpapi:*"], "deny": ["serpapi:search"]}}""")).EnsureSuccessStatusCode();
        var denied = await service.DecideAsync("tester", "serpapi", "search");
        Assert.Equal((false, 2), (denied.Allowed, denied.PolicyVersion!.Value));

        (await service.Admin.SendJsonAsync(HttpMethod.Post, $"{address}/rollback", """{"version": 1}""")).EnsureSuccessStatusCode();
        var allowed = await service.DecideAsync("tester", "serpapi", "search");
        Assert.Equal((true, 3), (allowed.Allowed, allowed.PolicyVersion!.Value));

        (await service.Admin.SendJsonAsync(HttpMethod.Put, address,
            """{"name": "p", "role": "moved", "spec": {"scopes": ["serpapi:*"]}}""")).EnsureSuccessStatusCode();
        Assert.False((await service.DecideAsync("tester", "serpapi", "search")).Allowed);
        Assert.True((await service.DecideAsync("moved", "serpapi", "search")).Allowed);

        (await service.Admin.DeleteAsync(address)).EnsureSuccessStatusCode();
        Assert.Equal("default deny", (await service.DecideAsync("moved", "serpapi", "search")).Rule);
    }

    [Theory, BothBackends]
    public async Task Decide_RateLimits_AgentsOwnReplacesThatOfItsRole(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateAsync(new PolicyRequest("role", new PolicySpec { RateLimit = new RateLimitSpec(1) }, Role: "tester"));

        Assert.Equal(new RateLimitSpec(1), (await service.DecideAsync("tester", "serpapi", "search")).RateLimit);

        await service.CreateAsync(new PolicyRequest(
            "own", new PolicySpec { RateLimit = new RateLimitSpec(50, "1m", 60) }, AgentId: PolicyServiceUnderTest.AgentId));
        Assert.Equal(new RateLimitSpec(50, "1m", 60), (await service.DecideAsync("tester", "serpapi", "search")).RateLimit);
        Assert.Null((await service.DecideAsync("scraper", "serpapi", "search", "agt_ffffffffffffffffffffffffffffffff")).RateLimit);
    }

    [Theory]
    [InlineData("""{"agent_id": "", "role": "r", "tool": "t", "action": "a"}""")]
    [InlineData("""{"agent_id": "a", "role": "r", "tool": "t"}""")]
    [InlineData("""{"agent_id": "a", "role": "r", "tool": "t", "action": "a", "admin": true}""")]
    public async Task Decide_InvalidQuestion_Refused(string body)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Proxy.SendJsonAsync(HttpMethod.Post, "/v1/decisions", body);

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
    }
}
