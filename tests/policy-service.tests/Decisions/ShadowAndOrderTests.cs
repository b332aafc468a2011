using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Decisions;

public sealed class ShadowAndOrderTests
{
    [Theory, BothBackends]
    public async Task Decide_PolicyInShadowMode_IsRecordedAndNotEnforcedUntilItIsEnforced(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateForRoleAsync("base", "tester", "serpapi:*");
        var spec = new PolicySpec { Deny = ["serpapi:search"], Guards = new GuardSpec { MaxRequestBytes = 9 }, RateLimit = new RateLimitSpec(1) };
        var shadow = await service.CreateAsync(new PolicyRequest("trial", spec, Role: "tester", Mode: PolicyMode.Shadow));

        var tried = await service.DecideAsync("tester", "serpapi", "search");
        (await service.Admin.SendJsonAsync(HttpMethod.Put, $"/v1/policies/{shadow.PolicyId}", JsonSerializer.Serialize(
            new PolicyRequest("trial", spec, Role: "tester"), GatewayJson.Strict))).EnsureSuccessStatusCode();
        var enforced = await service.DecideAsync("tester", "serpapi", "search");

        Assert.True(tried.Allowed);
        Assert.Equal(new WouldDeny("scope_denied", "deny serpapi:search", shadow.PolicyId, 1), tried.WouldDeny);
        Assert.Equal(9, Assert.Single(tried.ShadowConstraints!).Guards!.MaxRequestBytes);
        Assert.Null(tried.Constraints);
        Assert.Null(tried.RateLimit);
        Assert.Equal((false, "deny serpapi:search", 2), (enforced.Allowed, enforced.Rule, enforced.PolicyVersion!.Value));
        Assert.Null(enforced.WouldDeny);
    }

    [Theory, BothBackends]
    public async Task Decide_WholeDocument_CarriesConstraintsQuotasAndIntent(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policy = await service.CreateAsync(new PolicyRequest("p", new PolicySpec
        {
            Scopes = ["serpapi:*"],
            Intent = "lead",
            Quotas = [new QuotaSpec("serpapi:*", 5, "1h"), new QuotaSpec("openai:*", 5, "1h")],
            Schedule = new ScheduleSpec("America/Toronto", [ScheduleDay.Mon], "06:00-22:00"),
            ResponseFilters = new ResponseFilterSpec { RedactFields = ["secret"] },
        }, Role: "tester"));

        var allowed = await service.DecideAsync("tester", "serpapi", "search", intent: "lead");
        var denied = await service.DecideAsync("tester", "serpapi", "search", intent: "other");

        Assert.Equal([new QuotaSpec("serpapi:*", 5, "1h")], allowed.Quotas);
        var constraints = Assert.Single(allowed.Constraints!);
        Assert.Equal((policy.PolicyId, "America/Toronto", "secret"), (constraints.PolicyId, constraints.Schedule!.Timezone, constraints.ResponseFilters!.RedactFields![0]));
        Assert.Equal((false, "intent_denied", "intent lead"), (denied.Allowed, denied.Code, denied.Rule));
        Assert.Null(denied.Constraints);
    }

    [Fact]
    public async Task Decide_SamePoliciesStoredInAnotherOrder_SameAnswer()
    {
        PolicyRequest[] policies =
        [
            new("a", new() { Scopes = ["serpapi:*"], RateLimit = new(60, "1m") }, Role: "tester"),
            new("b", new() { Scopes = ["serpapi:search"], RateLimit = new(1), Quotas = [new("*", 9, "1h")] }, Role: "tester"),
            new("c", new() { Scopes = ["*"], Quotas = [new("*", 3, "1h")] }, AgentId: PolicyServiceUnderTest.AgentId),
            new("d", new() { Deny = ["http_fetch:head"], Guards = new() { MaxRequestBytes = 100 } }, Role: "tester"),
        ];

        var forward = await AnswersAsync(policies);
        var backward = await AnswersAsync([.. policies.Reverse()]);

        Assert.Equal(forward, backward);
    }

    // Ids differ from run to run, names do not.
    private static async Task<string[]> AnswersAsync(PolicyRequest[] policies)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        foreach (var policy in policies)
        {
            await service.CreateAsync(policy);
        }

        var answers = new List<string>();
        foreach (var (tool, action) in new[] { ("serpapi", "search"), ("serpapi", "images"), ("http_fetch", "head"), ("openai", "chat") })
        {
            var decision = await service.DecideAsync("tester", tool, action);
            answers.Add(JsonSerializer.Serialize(new
            {
                decision.Allowed,
                decision.Rule,
                decision.PolicyName,
                decision.RateLimit,
                decision.Quotas,
                Constraints = decision.Constraints?.Select(constraints => constraints.PolicyName).Order(),
            }));
        }

        return [.. answers];
    }
}
