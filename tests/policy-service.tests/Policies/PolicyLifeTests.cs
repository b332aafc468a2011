using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class PolicyLifeTests
{
    private static readonly PolicySpec Searches = new() { Scopes = ["serpapi:search"] };

    [Theory, BothBackends]
    public async Task Create_ThenGet_SaysTheSameWithVersionAsETag(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var spec = new PolicySpec { Scopes = ["serpapi:*"], Deny = ["serpapi:images"], RateLimit = new RateLimitSpec(5, "10s", 7) };

        using var created = await service.Admin.PostAsJsonAsync("/v1/policies", new PolicyRequest("p", spec, Role: "tester"), GatewayJson.Strict);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var read = await service.Auditor.GetAsync(created.Headers.Location);

        Assert.Equal("\"1\"", created.Headers.ETag?.ToString());
        Assert.Equal("\"1\"", read.Headers.ETag?.ToString());
        var policy = await read.ReadAsync<PolicyResponse>();
        Assert.Equal(await created.Content.ReadAsStringAsync(), await read.Content.ReadAsStringAsync());
        Assert.Matches("^pol_[0-9a-f]{32}$", policy.PolicyId);
        Assert.Equal(1, policy.Version);
        Assert.Equal("tester", policy.Role);
        Assert.Null(policy.AgentId);
        Assert.Equal(StandInAuthService.AdminId, policy.UpdatedBy);
        Assert.Equal(["serpapi:images"], policy.Spec.Deny);
        Assert.Equal(new RateLimitSpec(5, "10s", 7), policy.Spec.RateLimit);
    }

    [Theory, BothBackends]
    public async Task Replace_WithIfMatch_MakesTheNextVersionOnce(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");
        const string next = """{"name": "p", "role": "tester", "spec": {"scopes": ["openai:*"]}}""";

        using var replaced = await service.Admin.SendJsonAsync(HttpMethod.Put, $"/v1/policies/{policy.PolicyId}", next, "\"1\"");
        using var outdated = await service.Admin.SendJsonAsync(HttpMethod.Put, $"/v1/policies/{policy.PolicyId}", next, "\"1\"");

        Assert.Equal("\"2\"", replaced.Headers.ETag?.ToString());
        Assert.Equal(2, (await replaced.ReadAsync<PolicyResponse>()).Version);
        await outdated.MustBeAsync(GatewayErrors.PreconditionFailed);
        var current = await service.Auditor.GetFromJsonAsync<PolicyResponse>($"/v1/policies/{policy.PolicyId}", GatewayJson.Strict);
        Assert.Equal(2, current!.Version);
        Assert.Equal(policy.CreatedAt, current.CreatedAt);
    }

    [Theory]
    [InlineData("\"1\"", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData("\"7\", \"1\"", HttpStatusCode.OK)]
    [InlineData("W/\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"2\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("1", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"1", HttpStatusCode.PreconditionFailed)]
    public async Task Replace_IfMatchForms_FitAsTheStandardSays(string ifMatch, HttpStatusCode expected)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");

        using var response = await service.Admin.SendJsonAsync(
            HttpMethod.Put, $"/v1/policies/{policy.PolicyId}", """{"name": "p", "role": "tester", "spec": {}}""", ifMatch);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory, BothBackends]
    public async Task Replace_ManyAtOnce_EveryVersionIsMadeOnce(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.Admin.SendJsonAsync(
            HttpMethod.Put, $"/v1/policies/{policy.PolicyId}", """{"name": "p", "role": "tester", "spec": {}}""")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var made = await Task.WhenAll(answers.Select(answer => answer.ReadAsync<PolicyResponse>()));
        Assert.Equal(Enumerable.Range(2, 8), made.Select(version => version.Version).Order());
        Assert.Equal(Enumerable.Range(1, 9).Reverse(), (await HistoryAsync(service, policy.PolicyId)).Select(entry => entry.Version));
    }

    [Theory, BothBackends]
    public async Task RollBack_OldVersion_ItsSpecBecomesANewVersion(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policy = await service.CreateAsync(new PolicyRequest("before", Searches, Role: "tester"));
        (await service.Admin.SendJsonAsync(HttpMethod.Put, $"/v1/policies/{policy.PolicyId}",
            """{"name": "after", "role": "other", "spec": {"scopes": ["*"]}}""")).EnsureSuccessStatusCode();

        using var back = await service.Admin.SendJsonAsync(HttpMethod.Post, $"/v1/policies/{policy.PolicyId}/rollback", """{"version": 1}""");
        using var missing = await service.Admin.SendJsonAsync(HttpMethod.Post, $"/v1/policies/{policy.PolicyId}/rollback", """{"version": 9}""");

        var current = await back.ReadAsync<PolicyResponse>();
        Assert.Equal(3, current.Version);
        Assert.Equal(Searches.Scopes, current.Spec.Scopes);
        Assert.Equal(("after", "other"), (current.Name, current.Role));
        await missing.MustBeAsync(GatewayErrors.NotFound);
        Assert.Equal(
            [PolicyChangeKind.RolledBack, PolicyChangeKind.Updated, PolicyChangeKind.Created],
            (await HistoryAsync(service, policy.PolicyId)).Select(entry => entry.Change));
    }

    [Theory, BothBackends]
    public async Task Delete_Policy_GoneButItsHistoryStaysAndNamesWhoDidIt(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policy = await service.CreateAsync(new PolicyRequest("p", Searches, Role: "tester"));

        using var deleted = await service.Admin.DeleteAsync($"/v1/policies/{policy.PolicyId}");
        using var read = await service.Admin.GetAsync($"/v1/policies/{policy.PolicyId}");
        using var again = await service.Admin.DeleteAsync($"/v1/policies/{policy.PolicyId}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await read.MustBeAsync(GatewayErrors.NotFound);
        await again.MustBeAsync(GatewayErrors.NotFound);
        var history = await HistoryAsync(service, policy.PolicyId);
        Assert.Equal([(2, PolicyChangeKind.Deleted), (1, PolicyChangeKind.Created)], history.Select(entry => (entry.Version, entry.Change)));
        Assert.All(history, entry => Assert.Equal(StandInAuthService.AdminId, entry.MadeBy));
        Assert.Equal(Searches.Scopes, history[0].Spec.Scopes);
    }

    [Theory, BothBackends]
    public async Task Name_TakenByAnother_Conflict(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        await service.CreateForRoleAsync("first", "tester");
        var second = await service.CreateForRoleAsync("second", "tester");
        const string first = """{"name": "first", "role": "tester", "spec": {}}""";

        using var created = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies", first);
        using var renamed = await service.Admin.SendJsonAsync(HttpMethod.Put, $"/v1/policies/{second.PolicyId}", first);

        await created.MustBeAsync(GatewayErrors.Conflict);
        await renamed.MustBeAsync(GatewayErrors.Conflict);
        Assert.Single(await HistoryAsync(service, second.PolicyId));
    }

    [Fact]
    public async Task EveryOperation_UnknownId_NotFound()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        const string address = "/v1/policies/pol_unknown";

        foreach (var response in new[]
        {
            await service.Admin.GetAsync(address),
            await service.Admin.GetAsync($"{address}/versions"),
            await service.Admin.DeleteAsync(address),
            await service.Admin.SendJsonAsync(HttpMethod.Put, address, """{"name": "p", "role": "tester", "spec": {}}"""),
            await service.Admin.SendJsonAsync(HttpMethod.Post, $"{address}/rollback", """{"version": 1}"""),
        })
        {
            await response.MustBeAsync(GatewayErrors.NotFound);
        }
    }

    private static async Task<IReadOnlyList<PolicyVersionResponse>> HistoryAsync(PolicyServiceUnderTest service, string policyId) =>
        (await service.Auditor.GetFromJsonAsync<Page<PolicyVersionResponse>>($"/v1/policies/{policyId}/versions", GatewayJson.Strict))!.Items;
}
