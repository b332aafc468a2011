using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Changes;

/// <summary>Changes need no proxy: without one they are made, and on record as soon as there is one again.</summary>
public sealed class ChangesAcrossServicesTests
{
    [Theory, BothBackends]
    public async Task NoProxy_KillSwitchWorks_AndIsOnRecordAfterwards(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        var (agent, token) = await gateway.CreateAgentWithTokenAsync();
        await gateway.RestartFrontDoorAsync(async () =>
        {
            using var auth = gateway.Auth.AdminClient();
            await auth.PostAsync<KillSwitchResponse>("/v1/revocations", new KillSwitchRequest("stop", AgentId: agent.AgentId, Suspend: true));
        });

        using var admin = gateway.Operator;
        var changes = (await admin.GetAsync<Page<OperatorChangeResponse>>($"/v1/admin/changes?subject={agent.AgentId}")).Items;

        Assert.Equal(
            [ChangeActions.KillSwitchThrown, ChangeActions.TokenIssued, ChangeActions.AgentCreated], changes.Select(change => change.Action));
        Assert.Equal(("stop", "1"), (changes[0].Detail!["reason"], changes[0].Detail!["suspended_agents"]));
        Assert.Equal(token.TokenId, changes[1].Subject.Id);
    }

    [Theory, BothBackends]
    public async Task TwoProxies_AskedAtTheSameTime_ShowEachChangeOnce(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend, proxies: 2);
        using var first = gateway.Proxies[0].AdminClient();
        using var second = gateway.Proxies[1].AdminClient();
        List<string> made = [];
        for (var i = 0; i < 10; i++)
        {
            made.Add((await (i % 2 == 0 ? first : second).PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("Olga", OperatorRole.Auditor))).OperatorId);
            await Task.WhenAll(ListAsync(first), ListAsync(second));
        }

        // What the other one has taken arrives with its next shipment.
        await Eventually.TrueAsync(async () => (await ListAsync(first)).Count == 10 && (await ListAsync(second)).Count == 10, "both show all");
        made.Reverse();
        Assert.Equal(made, (await ListAsync(first)).Select(change => change.Subject.Id));
        Assert.Equal(made, (await ListAsync(second)).Select(change => change.Subject.Id));
    }

    private static async Task<IReadOnlyList<OperatorChangeResponse>> ListAsync(HttpClient admin) =>
        (await admin.GetAsync<Page<OperatorChangeResponse>>("/v1/admin/changes?action=operator.created&limit=200")).Items;
}
