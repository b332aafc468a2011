using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class TagPolicyTests
{
    [Theory, BothBackends]
    public async Task Create_BoundToATag_IsKeptListedAndInTheHistory(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateForRoleAsync("role", "tester");

        var policy = await service.CreateAsync(new PolicyRequest("tag", new PolicySpec { Scopes = ["serpapi:*"] }, Tag: "research"));
        var listed = (await service.Auditor.GetFromJsonAsync<Page<PolicyResponse>>("/v1/policies?tag=research", GatewayJson.Strict))!;
        (await service.Admin.SendJsonAsync(
            HttpMethod.Put, $"/v1/policies/{policy.PolicyId}", """{"name": "tag", "tag": "night", "spec": {}}""")).EnsureSuccessStatusCode();
        var history = (await service.Auditor.GetFromJsonAsync<Page<PolicyVersionResponse>>($"/v1/policies/{policy.PolicyId}/versions", GatewayJson.Strict))!;

        Assert.Equal(("research", null, null), (policy.Tag, policy.Role, policy.AgentId));
        Assert.Equal([policy.PolicyId], listed.Items.Select(item => item.PolicyId));
        Assert.Equal(["night", "research"], history.Items.Select(version => version.Tag));
    }

    [Theory, BothBackends]
    public async Task Decide_ByTag_OnlyAgentsWithTheTag(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateAsync(new PolicyRequest("a", new PolicySpec { Scopes = ["serpapi:*"] }, Tag: "research"));
        await service.CreateAsync(new PolicyRequest("b", new PolicySpec { Scopes = ["openai:*"], Deny = ["serpapi:images"] }, Tag: "night"));

        Assert.False((await service.DecideAsync("none", "serpapi", "search")).Allowed);
        Assert.False((await service.DecideAsync("none", "serpapi", "search", tags: ["other"])).Allowed);
        Assert.True((await service.DecideAsync("none", "serpapi", "search", tags: ["research"])).Allowed);
        Assert.True((await service.DecideAsync("none", "openai", "chat", tags: ["night", "research"])).Allowed);
        Assert.Equal("deny serpapi:images", (await service.DecideAsync("none", "serpapi", "images", tags: ["night", "research"])).Rule);
    }

    [Theory]
    [InlineData("""{"name": "p", "spec": {}}""", "agent_id")]
    [InlineData("""{"name": "p", "spec": {}, "role": "r", "tag": "t"}""", "agent_id")]
    [InlineData("""{"name": "p", "spec": {}, "tag": "T"}""", "tag")]
    [InlineData("""{"name": "p", "spec": {}, "tag": ""}""", "tag")]
    [InlineData("""{"name": "p", "spec": {}, "tag": "a,b"}""", "tag")]
    public async Task Create_BindingThatIsNone_Refused(string body, string field)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies", body);

        Assert.Equal([field], (await response.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }

    [Theory]
    [InlineData("\"Research\"")]
    [InlineData("\"a\", \"a\"")]
    [InlineData("null")]
    public async Task Ask_TagsThatAreNone_Refused(string tags)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        foreach (var (address, rest) in new[] { ("/v1/decisions", """, "tool": "t", "action": "a" """), ("/v1/decisions/scopes", "") })
        {
            using var response = await service.Proxy.SendJsonAsync(HttpMethod.Post, address, $$"""{"agent_id": "a", "role": "r", "tags": [{{tags}}]{{rest}}}""");

            Assert.Equal(["tags"], (await response.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
        }
    }

    [Fact]
    public async Task Apply_PolicyMovedToATag_NamesTheFields()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        await service.CreateForRoleAsync("p", "tester");

        var answer = await service.Admin.AskAsync<ApplyResponse>("/v1/policies/apply", """{"policies": [{"name": "p", "tag": "research", "spec": {}}]}""");

        Assert.Equal(["role", "tag"], Assert.Single(answer.Changes).Fields!.Select(field => field.Path));
    }

    [Fact]
    public async Task ExplainAndTest_WithTags_TagPoliciesApply()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        await service.CreateAsync(new PolicyRequest("p", new PolicySpec { Scopes = ["openai:*"], Models = new() { Allow = ["gpt-5*"] } }, Tag: "research"));
        const string call = $$"""
            "agent_id": "{{PolicyServiceUnderTest.AgentId}}", "role": "none", "tool": "openai", "action": "chat"
            """;

        var without = await service.Auditor.AskAsync<ExplainResponse>("/v1/decisions/explain", $$"""{ {{call}} }""");
        var with = await service.Auditor.AskAsync<ExplainResponse>("/v1/decisions/explain", $$"""{ {{call}}, "tags": ["research"], "model": "gpt-4" }""");
        var stored = await service.Auditor.AskAsync<PolicyTestResponse>("/v1/policies/test", $$$"""
            {"tests": [
              {"name": "allowed", "given": { {{{call}}}, "tags": ["research"], "model": "gpt-5" }, "expect": {"effect": "allow"} },
              {"name": "other model", "given": { {{{call}}}, "tags": ["research"], "model": "gpt-4" }, "expect": {"effect": "deny", "code": "model_denied", "rule": "models.allow", "policy": "p"} },
              {"name": "other tag", "given": { {{{call}}}, "tags": ["night"] }, "expect": {"effect": "deny", "code": "scope_denied"} }
            ]}
            """);
        var drafted = await service.Auditor.AskAsync<PolicyTestResponse>("/v1/policies/test", $$$"""
            {"policies": [{"name": "d", "tag": "night", "spec": {"scopes": ["*"]} }],
             "tests": [
              {"name": "has it", "given": { {{{call}}}, "tags": ["night"] }, "expect": {"effect": "allow"} },
              {"name": "has it not", "given": { {{{call}}} }, "expect": {"effect": "deny"} }
            ]}
            """);

        Assert.Equal((false, "scope_denied"), (without.Verdict.Allowed, without.Verdict.Code));
        Assert.Equal((false, "model_denied", "p"), (with.Verdict.Allowed, with.Verdict.Code, with.Verdict.PolicyName));
        Assert.Equal((3, 0), (stored.Passed, stored.Failed));
        Assert.Equal((2, 0), (drafted.Passed, drafted.Failed));
    }

    [Fact]
    public async Task AllowedScopes_WithTags_AddTheirPolicies()
    {
        await using var catalog = await Decisions.StandInCatalog.StartAsync();
        await using var service = await PolicyServiceUnderTest.StartAsync(arguments: catalog.Argument);
        await service.CreateAsync(new PolicyRequest("p", new PolicySpec { Scopes = ["serpapi:*"] }, Tag: "research"));

        Assert.Empty(await AllowedAsync(null));
        Assert.Equal(["serpapi"], await AllowedAsync(["research"]));

        async Task<IEnumerable<string>> AllowedAsync(string[]? tags)
        {
            using var response = await service.Proxy.PostJsonAsync("/v1/decisions/scopes", new AllowedScopesRequest(PolicyServiceUnderTest.AgentId, "none", tags));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return (await response.ReadAsync<AllowedScopesResponse>()).Tools.Where(tool => tool.Permissions.Count > 0).Select(tool => tool.Tool);
        }
    }
}
