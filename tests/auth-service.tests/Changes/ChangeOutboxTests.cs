using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting.Changes;
using FourRunr.Storage;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Auth.Tests.Changes;

/// <summary>What waits for the audit trail: given to one proxy at a time, and kept until that one has it on its disk.</summary>
public sealed class ChangeOutboxTests
{
    [Theory, BothBackends]
    public async Task Claim_OldestFirst_NobodyElseGetsThemUntilTheClaimEnds(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend, AuthHost.NewClock());
        await host.TakeChangesAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await host.CreateAgentAsync()).AgentId);
        }

        var first = await host.ClaimAsync("wrt_1", limit: 2);
        var second = await host.ClaimAsync("wrt_2", limit: 2);
        Assert.Equal(ids.Take(2), first.Select(change => change.Subject.Id));
        Assert.Equal(ids.Skip(2), second.Select(change => change.Subject.Id));
        Assert.Empty(await host.ClaimAsync("wrt_3"));

        host.Clock!.Advance(ChangeOutbox.ClaimTime);
        Assert.Equal(ids, (await host.ClaimAsync("wrt_3")).Select(change => change.Subject.Id));
    }

    [Theory, BothBackends]
    public async Task Claim_ByTheSameWriter_GivesAgainWhatItDidNotAcknowledge(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        await host.TakeChangesAsync();
        await host.CreateAgentAsync();
        await host.CreateAgentAsync();

        var claimed = await host.ClaimAsync("wrt_1");
        await host.AcknowledgeAsync(claimed[0].ChangeId);

        Assert.Equal(claimed[1].ChangeId, Assert.Single(await host.ClaimAsync("wrt_1")).ChangeId);
        Assert.Equal(1, await host.AcknowledgeAsync(claimed[0].ChangeId, claimed[1].ChangeId));
        Assert.Equal(0, await host.AcknowledgeAsync(claimed[1].ChangeId));
    }

    [Theory, BothBackends]
    public async Task Claim_ManyAtTheSameTime_EachChangeGoesToOne(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        await host.TakeChangesAsync();
        for (var i = 0; i < 20; i++)
        {
            await host.CreateAgentAsync();
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => host.ClaimAsync($"wrt_{i}", limit: 5)));
        var rest = await host.ClaimAsync("wrt_rest");

        var all = claims.SelectMany(claim => claim).Concat(rest).Select(change => change.ChangeId).ToList();
        Assert.Equal((20, 20), (all.Count, all.Distinct().Count()));
    }

    [Theory, BothBackends]
    public async Task ChangeThatIsNotStored_LeavesNoRecord_AndOneWithoutRecordIsNotStored(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        await host.TakeChangesAsync();
        var agent = await host.CreateAgentAsync();
        await host.TakeChangesAsync();

        using var missing = await host.Admin.DeleteAsync("/v1/agents/agt_00000000000000000000000000000000");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Empty(await host.ClaimAsync("wrt_1"));

        await ExecuteAsync(host, "ALTER TABLE change_outbox RENAME TO out_of_reach");
        using var kill = await host.Admin.PostAsJsonAsync("/v1/revocations", new KillSwitchRequest("stop", All: true, Suspend: true), GatewayJson.Strict);
        await ExecuteAsync(host, "ALTER TABLE out_of_reach RENAME TO change_outbox");
        Assert.False(kill.IsSuccessStatusCode);
        Assert.Equal(AgentStatus.Active, (await (await host.Admin.GetAsync($"/v1/agents/{agent.AgentId}")).ReadAsync<AgentResponse>()).Status);
    }

    [Theory, BothBackends]
    public async Task Restart_WhatWaitsIsStillThere(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        await using (var host = await AuthHost.StartAsync(storage))
        {
            await host.TakeChangesAsync();
            await host.CreateAgentAsync();
        }

        await using var again = await AuthHost.StartAsync(storage);
        Assert.Equal(ChangeActions.AgentCreated, Assert.Single(await again.ClaimAsync("wrt_1")).Action);
    }

    [Fact]
    public async Task FirstStart_TheGatewayItselfIsOnRecord()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        var key = Assert.Single(await host.ClaimAsync("wrt_1"));

        Assert.Equal((ChangeActions.SigningKeyAdded, ChangeOperator.SystemId, null, null), (key.Action, key.Operator.OperatorId, key.Operator.Role, key.CorrelationId));
    }

    [Theory]
    [InlineData("""{"writer":"wrt_1","limit":0}""")]
    [InlineData("""{"writer":"wrt_1","limit":501}""")]
    [InlineData("""{"writer":"x","limit":1}""")]
    public async Task Claim_BadBody_IsRefused(string body)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var service = host.Service.Client(TestSecrets.ServiceKey);

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await (await service.PostAsync("/v1/changes/claim", content)).MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Fact]
    public async Task Routes_OnlyForServices()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        foreach (var path in (string[])["/v1/changes/claim", "/v1/changes/acknowledge"])
        {
            await (await host.Admin.PostAsJsonAsync(path, new { })).MustBeAsync(GatewayErrors.AccessDenied);
        }
    }

    private static Task<int> ExecuteAsync(AuthHost host, string sql) =>
        host.Service.Services.GetRequiredService<Database>().ExecuteAsync(sql, values: null, CancellationToken.None);
}
