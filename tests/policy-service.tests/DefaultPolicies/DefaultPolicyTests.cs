using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.DefaultPolicies;

public sealed class DefaultPolicyTests
{
    [Theory, BothBackends]
    public async Task FirstStart_DefaultRoles_HaveTheirPolicies(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);

        var policies = await ListAsync(service);

        Assert.Equal(["engager: gmail_send:*", "enricher: http_fetch:*,openai:*", "scraper: serpapi:*,http_fetch:*"], policies.Select(Describe));
        Assert.All(policies, policy => Assert.Equal((1, null), (policy.Version, policy.UpdatedBy)));
        Assert.All(policies, policy => Assert.InRange(policy.CreatedAt, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(200)));
    }

    [Theory, BothBackends]
    public async Task Restart_EditedAndDeletedDefaults_StayAsTheOperatorLeftThem(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policies = await ListAsync(service);
        var engager = policies.Single(policy => policy.Role == "engager");
        var scraper = policies.Single(policy => policy.Role == "scraper");
        (await service.Admin.DeleteAsync($"/v1/policies/{engager.PolicyId}")).EnsureSuccessStatusCode();
        (await service.Admin.SendJsonAsync(HttpMethod.Put, $"/v1/policies/{scraper.PolicyId}",
            """{"name": "mine", "role": "scraper", "spec": {"scopes": ["serpapi:search"]}}""")).EnsureSuccessStatusCode();

        await service.RestartAsync();

        Assert.Equal(["enricher: http_fetch:*,openai:*", "scraper: serpapi:search"], (await ListAsync(service)).Select(Describe));
    }

    [Fact]
    public async Task FirstStart_TwoReplicasAtOnce_DefaultsExistOnce()
    {
        var (first, second) = await PolicyServiceUnderTest.StartTwoAsync();
        await using (first)
        await using (second)
        {
            using var client = second.Client(StandInAuthService.AdminKey);

            var seen = await client.GetFromJsonAsync<Page<PolicyResponse>>("/v1/policies", GatewayJson.Strict);

            Assert.Equal(["engager", "enricher", "scraper"], seen!.Items.Select(policy => policy.Role));
            Assert.Equal(3, (await ListAsync(first)).Count);
        }
    }

    private static async Task<IReadOnlyList<PolicyResponse>> ListAsync(PolicyServiceUnderTest service) =>
        (await service.Auditor.GetFromJsonAsync<Page<PolicyResponse>>("/v1/policies", GatewayJson.Strict))!.Items;

    private static string Describe(PolicyResponse policy) => $"{policy.Role}: {string.Join(',', policy.Spec.Scopes)}";
}
