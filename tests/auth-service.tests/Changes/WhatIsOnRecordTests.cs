using System.Net;
using FourRunr.Auth.Tests.SignIn;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.Testing.OpenIdConnect;
using Xunit;

namespace FourRunr.Auth.Tests.Changes;

/// <summary>Who did what to which agent, token, client or operator; and never a secret.</summary>
public sealed class WhatIsOnRecordTests
{
    [Theory, BothBackends]
    public async Task Update_OfSeveralThings_IsOneChangeWithBeforeAndAfter(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        await host.TakeChangesAsync();

        await host.UpdateAgentAsync(agent.AgentId, new UpdateAgentRequest(AgentStatus.Suspended, "enricher", ["night"]));
        await host.UpdateAgentAsync(agent.AgentId, new UpdateAgentRequest(AgentStatus.Suspended, "enricher", ["night"]));

        var change = Assert.Single(await host.TakeChangesAsync());
        Assert.Equal((ChangeActions.AgentSuspended, agent.AgentId, agent.Name), (change.Action, change.Subject.Id, change.Subject.Name));
        Assert.Equal(("bootstrap", "admin"), (change.Operator.Name, change.Operator.Role));
        Assert.Equal(
            ["role=enricher", "role_before=scraper", "tags=night", "tags_before="],
            change.Detail!.Select(fact => $"{fact.Key}={fact.Value}"));
    }

    [Theory, BothBackends]
    public async Task Repeated_RevocationsOfTokensAndOperators_AreOnRecordOnce(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend, AuthHost.NewClock());
        var agent = await host.CreateAgentAsync();
        var token = await host.IssueAsync(agent.AgentId);
        var created = await (await host.Admin.PostAsync("/v1/operators", new CreateOperatorRequest("Olga", OperatorRole.Auditor))).ReadAsync<OperatorResponse>(HttpStatusCode.Created);
        await host.TakeChangesAsync();

        for (var i = 0; i < 2; i++)
        {
            using var revoked = await host.Admin.PostAsync($"/v1/tokens/{token.TokenId}/revoke", new RevokeTokenRequest("lost"));
            using var deleted = await host.Admin.DeleteAsync($"/v1/operators/{created.OperatorId}");
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (revoked.StatusCode, deleted.StatusCode));
            host.Clock!.Advance(TimeSpan.FromSeconds(1));
        }

        var changes = await host.TakeChangesAsync();
        Assert.Equal([ChangeActions.TokenRevoked, ChangeActions.OperatorRevoked], changes.Select(change => change.Action));
        Assert.Equal((token.TokenId, agent.AgentId, "lost"), (changes[0].Subject.Id, changes[0].Subject.ParentId, changes[0].Detail!["reason"]));
        Assert.Equal(("Olga", "auditor"), (changes[1].Subject.Name, changes[1].Detail!["role"]));
    }

    [Theory, BothBackends]
    public async Task Holder_GivesItsTokenBack_IsNoChangeByAnOperator(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var token = (await host.IssueAsync((await host.CreateAgentAsync()).AgentId)).Token;
        await host.TakeChangesAsync();
        using var agent = host.Service.Client(token);

        using var revoked = await agent.PostAsync("/oauth2/revoke", new FormUrlEncodedContent([new("token", token)]));

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Empty(await host.TakeChangesAsync());
    }

    [Theory, BothBackends]
    public async Task SignIn_ConsentAndItsEnd_AreOnRecordWithClientAndAgent(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        await scene.Host.TakeChangesAsync();

        await scene.TokenAsync();
        using var ended = await scene.Host.Admin.DeleteAsync($"/v1/agents/{scene.Agent.AgentId}/clients/{Uri.EscapeDataString(scene.ClientId)}");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        var changes = await scene.Host.TakeChangesAsync();
        Assert.Equal([ChangeActions.ClientAuthorized, ChangeActions.ClientRemoved], changes.Select(change => change.Action));
        Assert.All(changes, change => Assert.Equal((scene.ClientId, scene.Agent.AgentId), (change.Subject.Id, change.Subject.ParentId)));
        Assert.All(changes, change => Assert.Equal("admin", change.Operator.Role));
        Assert.NotEmpty(changes[0].Operator.Name);
    }

    [Fact]
    public async Task Person_OfAnOpenIdProvider_IsOnRecordByName()
    {
        await using var provider = new TestOpenIdProvider();
        await provider.StartAsync();
        await using var host = await AuthHost.StartAsync(
            Backend.Embedded,
            arguments: [$"--OIDC:Issuer={provider.Url}", $"--OIDC:Audience={TestOpenIdProvider.Audience}", "--OIDC:RoleClaim=groups", "--OIDC:AdminValues=owners"]);
        provider.User = ("u-1", "ada@example.com", ["owners"]);
        await host.TakeChangesAsync();
        using var ada = host.Service.Client(await provider.AccessTokenAsync());

        using var created = await ada.PostAsync("/v1/operators", new CreateOperatorRequest("Olga", OperatorRole.Auditor));

        var change = Assert.Single(await host.TakeChangesAsync());
        Assert.Equal(("ada@example.com", "admin"), (change.Operator.Name, change.Operator.Role));
        Assert.StartsWith("oidc_", change.Operator.OperatorId, StringComparison.Ordinal);
    }

    [Theory, BothBackends]
    public async Task Secrets_EvenWhereTheyDoNotBelong_AreNotOnRecord(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentWithNewKeyAsync();
        var rotated = await (await host.Admin.PostAsync($"/v1/agents/{agent.AgentId}/keys", new RotateAgentKeyRequest())).ReadAsync<AgentResponse>();
        var token = await host.IssueAsync(agent.AgentId);
        var key = await host.CreateOperatorKeyAsync(OperatorRole.Admin);
        using var named = await host.Admin.PostAsync("/v1/operators", new CreateOperatorRequest(key, OperatorRole.Auditor));
        using var misplaced = await host.Admin.PostAsync($"/v1/tokens/{token.TokenId}/revoke", new RevokeTokenRequest($"here: {token.Token}"));
        using var stopped = await host.Admin.PostAsync("/v1/revocations", new KillSwitchRequest(TestSecrets.ServiceKey, AgentId: agent.AgentId));

        var changes = await host.TakeChangesAsync();

        Assert.True(changes.Count >= 7);
        var text = JsonSerializer.Serialize(changes, GatewayJson.Tolerant);
        foreach (var secret in (string[])[agent.PrivateKeyPem!.Split('\n')[5], rotated.PrivateKeyPem!.Split('\n')[5], token.Token, key, TestSecrets.ServiceKey, TestSecrets.AdminKey])
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }
}
