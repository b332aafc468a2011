using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class PolicyValidationTests
{
    [Fact]
    public async Task Create_ManyMistakes_EveryOneIsNamedWithItsPath()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        const string body = """
            {
              "name": "",
              "role": "Not A Role",
              "agent_id": "agt_short",
              "spec": {
                "scopes": ["serpapi:search", "serpapi", "*:search", null, "a:b:c"],
                "deny": ["http_fetch:*", "HTTP:get", ""],
                "rate_limit": {"requests": 0, "per": "1w", "burst": 1000001}
              }
            }
            """;

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies", body);

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        string[] expected =
        [
            "agent_id", "name", "role", "spec.deny[1]", "spec.deny[2]", "spec.rate_limit.burst", "spec.rate_limit.per",
            "spec.rate_limit.requests", "spec.scopes[1]", "spec.scopes[2]", "spec.scopes[3]", "spec.scopes[4]",
        ];
        Assert.Equal(expected, problem.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, problem.Errors["agent_id"].Length);
    }

    [Theory]
    [InlineData("""{"name": "p", "spec": {}}""", "agent_id")]
    [InlineData("""{"name": " ", "role": "tester", "spec": {}}""", "name")]
    [InlineData("""{"name": "a\u0000b", "role": "tester", "spec": {}}""", "name")]
    [InlineData("""{"name": "p", "role": "tester\n", "spec": {}}""", "role")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {"rate_limit": {"requests": 1, "per": "0s"}}}""", "spec.rate_limit.per")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {"rate_limit": {"requests": 1, "per": "32d"}}}""", "spec.rate_limit.per")]
    public async Task Create_OneMistake_OnlyThatIsNamed(string body, string path)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies", body);

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal([path], problem.Errors!.Keys);
    }

    [Theory]
    [InlineData("""{"name": "p", "role": "tester", "spec": {"scopes": ["*"], "guard": {}}}""")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {"scopes": ["*"], "scopes": []}}""")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {"scopes": null}}""")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {"scopes": "*"}}""")]
    [InlineData("""{"name": "p", "role": "tester", "spec": null}""")]
    [InlineData("""{"name": "p", "role": "tester"}""")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {}, "version": 3}""")]
    [InlineData("""[]""")]
    public async Task Create_OutsideTheContract_NothingIsStored(string body)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies", body);

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
        using var list = await service.Admin.GetAsync("/v1/policies?role=tester");
        Assert.Empty((await list.ReadAsync<Page<PolicyResponse>>()).Items);
    }

    [Theory]
    [InlineData("PUT", "")]
    [InlineData("POST", "/rollback")]
    public async Task Change_InvalidBody_VersionStays(string method, string operation)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var policy = await service.CreateForRoleAsync("p", "tester");
        var body = operation == "" ? """{"name": "p", "role": "tester", "spec": {"scopes": ["x"]}}""" : """{"version": 0}""";

        using var response = await service.Admin.SendJsonAsync(new HttpMethod(method), $"/v1/policies/{policy.PolicyId}{operation}", body);

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
        using var read = await service.Admin.GetAsync($"/v1/policies/{policy.PolicyId}");
        Assert.Equal("\"1\"", read.Headers.ETag?.ToString());
    }
}
