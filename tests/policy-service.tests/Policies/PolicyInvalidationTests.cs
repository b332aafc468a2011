using System.Net;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class PolicyInvalidationTests
{
    private static readonly string AgentSubject = InvalidationSubjects.AgentPolicies(PolicyServiceUnderTest.AgentId);
    private static readonly string RoleSubject = InvalidationSubjects.RolePolicies("tester");

    [Fact]
    public async Task EveryChange_AfterCommit_TellsWhoseDecisionsAreVoid()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var told = new List<string[]>();
        using var subscription = service.Services.GetRequiredService<IInvalidationChannel>().Subscribe(subjects => told.Add([.. subjects]));

        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");
        var address = $"/v1/policies/{policy.PolicyId}";
        (await service.Admin.SendJsonAsync(HttpMethod.Put, address,
            $$"""{"name": "p", "spec": {}, "agent_id": "{{PolicyServiceUnderTest.AgentId}}"}""")).EnsureSuccessStatusCode();
        (await service.Admin.SendJsonAsync(HttpMethod.Post, $"{address}/rollback", """{"version": 1}""")).EnsureSuccessStatusCode();
        (await service.Admin.DeleteAsync(address)).EnsureSuccessStatusCode();

        Assert.Equal([[RoleSubject], [RoleSubject, AgentSubject], [AgentSubject], [AgentSubject]], told);
    }

    [Fact]
    public async Task ChangeOfATagsPolicy_TellsEveryAgentWithTheTag()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var told = new List<string[]>();
        using var subscription = service.Services.GetRequiredService<IInvalidationChannel>().Subscribe(subjects => told.Add([.. subjects]));

        var policy = await service.CreateAsync(new PolicyRequest("p", new PolicySpec(), Tag: "research"));
        (await service.Admin.SendJsonAsync(
            HttpMethod.Put, $"/v1/policies/{policy.PolicyId}", """{"name": "p", "spec": {}, "role": "tester"}""")).EnsureSuccessStatusCode();

        Assert.Equal([["policy:tag:research"], ["policy:tag:research", RoleSubject]], told);
    }

    [Fact]
    public async Task RefusedChange_NothingStored_TellsNobody()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var policy = await service.CreateForRoleAsync("p", "tester", "serpapi:*");
        await service.CreateForRoleAsync("taken", "tester");
        var told = 0;
        using var subscription = service.Services.GetRequiredService<IInvalidationChannel>().Subscribe(_ => told++);
        var address = $"/v1/policies/{policy.PolicyId}";

        using var moved = await service.Admin.SendJsonAsync(HttpMethod.Put, address, """{"name": "p", "role": "tester", "spec": {}}""", "\"9\"");
        using var taken = await service.Admin.SendJsonAsync(HttpMethod.Put, address, """{"name": "taken", "role": "tester", "spec": {}}""");
        using var missing = await service.Admin.SendJsonAsync(HttpMethod.Post, $"{address}/rollback", """{"version": 7}""");

        Assert.Equal(
            [HttpStatusCode.PreconditionFailed, HttpStatusCode.Conflict, HttpStatusCode.NotFound],
            new[] { moved, taken, missing }.Select(response => response.StatusCode));
        Assert.Equal(0, told);
    }

    [Fact]
    public async Task Change_OnOneReplica_ReachesTheOther()
    {
        var (first, second) = await PolicyServiceUnderTest.StartTwoAsync();
        await using (first)
        await using (second)
        {
            var channel = second.Services.GetRequiredService<IInvalidationChannel>();
            var told = new TaskCompletionSource<IReadOnlyCollection<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var subscription = channel.Subscribe(subjects => told.TrySetResult(subjects));
            await LiveChannel.WaitAsync(channel);
            await LiveChannel.WaitAsync(first.Services.GetRequiredService<IInvalidationChannel>());

            await first.CreateForRoleAsync("p", "tester");

            Assert.Contains(RoleSubject, await told.Task.WaitAsync(TimeSpan.FromSeconds(5)));
        }
    }
}
