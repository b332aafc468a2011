using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit.Changes;

public sealed class ListChangesTests
{
    [Theory, BothBackends]
    public async Task List_ChangesOfAllServices_AreWholeAndNewestFirst(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var (first, second) = (Waiting.Change(1), Waiting.Change(2, ChangeActions.PolicySaved, new ChangeSubject(ChangeSubjects.Policy, "pol_1", "mail")) with { Service = "policy-service" });
        gateway.Policy.Changes.Add(second);
        gateway.Auth.Changes.Add(first);

        var listed = await Waiting.ListAsync(gateway);

        Assert.Equal([Text(second), Text(first)], listed.Select(change => Text(change with { Writer = null, Seq = null })));
        Assert.All(listed, change => Assert.StartsWith(GatewayId.Writer, change.Writer, StringComparison.Ordinal));
        Assert.Equal([1L, 2L], listed.Select(change => change.Seq!.Value).Order());
        Assert.Equal((0, 0), (gateway.Auth.Changes.Count, gateway.Policy.Changes.Count));
    }

    [Theory, BothBackends]
    public async Task List_Filters_AreTaken(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var agent = Waiting.Change(1);
        var token = Waiting.Change(2, ChangeActions.TokenRevoked, new ChangeSubject(ChangeSubjects.Token, "tok_1", ParentId: TestGateway.AgentId));
        var policy = Waiting.Change(3, ChangeActions.PolicySaved, new ChangeSubject(ChangeSubjects.Policy, "pol_1"), "oidc_1");
        foreach (var change in (OperatorChangeResponse[])[agent, token, policy])
        {
            gateway.Auth.Changes.Add(change);
        }

        await FindsAsync($"subject={TestGateway.AgentId}", token, agent);
        await FindsAsync("subject=tok_1", token);
        await FindsAsync("subject_kind=policy,agent", policy, agent);
        await FindsAsync("operator=oidc_1", policy);
        await FindsAsync("action=token.revoked", token);
        await FindsAsync("from=2026-03-01T12:00:02Z", policy, token);
        await FindsAsync("to=2026-03-01T12:00:02Z", agent);
        await FindsAsync("limit=1", policy);
        await FindsAsync($"cursor={token.ChangeId}", agent);
        await FindsAsync("subject_kind=tool");

        async Task FindsAsync(string query, params OperatorChangeResponse[] expected) =>
            Assert.Equal(expected.Select(change => change.ChangeId), (await Waiting.ListAsync(gateway, $"?{query}")).Select(change => change.ChangeId));
    }

    [Theory]
    [InlineData("subject_kind=agent,wether", "subject_kind")]
    [InlineData("action=policy.eaten", "action")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("from=yesterday", "from")]
    public async Task List_BadQuery_IsRefusedWithWhatIsKnown(string query, string parameter)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = gateway.Proxy.AdminClient();

        var refusal = await (await admin.GetAsync($"/v1/admin/changes?{query}")).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Contains(parameter, JsonSerializer.Serialize(refusal.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OnlyForOperators()
    {
        const string Key = "the-auditors-key";
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders[Key] = gateway.Holders[TestSecrets.AdminKey] with { Sub = "opr_2", Role = "auditor" };

        await (await gateway.Client(null).GetAsync("/v1/admin/changes")).MustBeAsync(GatewayErrors.TokenMissing);
        await (await gateway.Client().GetAsync("/v1/admin/changes")).MustBeAsync(GatewayErrors.AccessDenied);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(Key).GetAsync("/v1/admin/changes")).StatusCode);
    }

    private static string Text(OperatorChangeResponse change) => JsonSerializer.Serialize(change, GatewayJson.Strict);
}
