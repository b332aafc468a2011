using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class PolicyListTests
{
    [Theory, BothBackends]
    public async Task List_PageByPage_EveryPolicyOnceNewestFirst(Backend backend)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-01-01T00:00:00Z", null)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        await using var service = await PolicyServiceUnderTest.StartAsync(backend, services => services.AddSingleton<TimeProvider>(clock));
        var created = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            created.Add((await service.CreateForRoleAsync($"p{i}", "tester")).PolicyId);
        }

        var seen = await PagesAsync<PolicyResponse>(service, "/v1/policies?role=tester&limit=2");

        Assert.Equal([2, 2, 1], seen.Select(page => page.Count));
        Assert.Equal(created.AsEnumerable().Reverse(), seen.SelectMany(page => page).Select(policy => policy.PolicyId));
    }

    [Theory, BothBackends]
    public async Task List_Filters_OnlyThatRoleOrAgent(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var ofRole = await service.CreateForRoleAsync("role", "tester");
        var ofAgent = await service.CreateAsync(new PolicyRequest("agent", new PolicySpec(), AgentId: PolicyServiceUnderTest.AgentId));

        var byRole = await ListAsync(service, "/v1/policies?role=tester");
        var byAgent = await ListAsync(service, $"/v1/policies?agent_id={PolicyServiceUnderTest.AgentId}");

        Assert.Equal([ofRole.PolicyId], byRole.Select(policy => policy.PolicyId));
        Assert.Equal([ofAgent.PolicyId], byAgent.Select(policy => policy.PolicyId));
        Assert.Equal(5, (await ListAsync(service, "/v1/policies")).Count);
    }

    [Theory, BothBackends]
    public async Task ListVersions_PageByPage_EveryVersionOnce(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);
        var policy = await service.CreateForRoleAsync("p", "tester");
        for (var i = 0; i < 4; i++)
        {
            (await service.Admin.SendJsonAsync(HttpMethod.Put, $"/v1/policies/{policy.PolicyId}",
                """{"name": "p", "role": "tester", "spec": {}}""")).EnsureSuccessStatusCode();
        }

        var seen = await PagesAsync<PolicyVersionResponse>(service, $"/v1/policies/{policy.PolicyId}/versions?limit=2");

        Assert.Equal([[5, 4], [3, 2], [1]], seen.Select(page => page.Select(entry => entry.Version).ToArray()));
    }

    [Theory]
    [InlineData("/v1/policies?limit=0", "limit")]
    [InlineData("/v1/policies?limit=201", "limit")]
    [InlineData("/v1/policies/pol_00000000000070008000000000000001/versions?cursor=x", "cursor")]
    public async Task List_BadPage_NamesTheParameter(string address, string parameter)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.GetAsync(address);

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal([parameter], problem.Errors!.Keys);
    }

    private static async Task<IReadOnlyList<PolicyResponse>> ListAsync(PolicyServiceUnderTest service, string address) =>
        (await service.Auditor.GetFromJsonAsync<Page<PolicyResponse>>(address, GatewayJson.Strict))!.Items;

    private static async Task<List<IReadOnlyList<T>>> PagesAsync<T>(PolicyServiceUnderTest service, string address)
    {
        var pages = new List<IReadOnlyList<T>>();
        var next = address;
        while (next is not null)
        {
            var page = (await service.Auditor.GetFromJsonAsync<Page<T>>(next, GatewayJson.Strict))!;
            pages.Add(page.Items);
            next = page.NextCursor is null ? null : $"{address}&cursor={page.NextCursor}";
            Assert.True(pages.Count <= 10, "The pages do not end.");
        }

        return pages;
    }
}
