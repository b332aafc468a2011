using System.Net;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.SignIn;

/// <summary>Operators see which applications can act as an agent, and end that.</summary>
public sealed class AgentClientTests
{
    [Theory, BothBackends]
    public async Task List_ClientWithTwoConsents_IsOneItem(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var scene = await SignInScene.StartAsync(backend, clock);
        Assert.Empty(await ListAsync(scene));
        await scene.TokenAsync();
        clock.Advance(TimeSpan.FromHours(20));
        await scene.TokenAsync();

        var client = Assert.Single(await ListAsync(scene));

        Assert.Equal((scene.ClientId, 2, clock.GetUtcNow(), clock.GetUtcNow() + TimeSpan.FromDays(90)), (client.ClientId, client.Consents, client.AuthorizedAt, client.ExpiresAt));
        Assert.NotEmpty(client.AuthorizedBy);
        clock.Advance(TimeSpan.FromDays(89.5));
        Assert.Equal(1, Assert.Single(await ListAsync(scene)).Consents);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await ListAsync(scene));
    }

    [Theory, BothBackends]
    public async Task List_AfterTheKillSwitch_IsEmpty(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        await scene.TokenAsync();

        using var killed = await scene.Host.Admin.PostAsync("/v1/revocations", new { reason = "test", agent_id = scene.Agent.AgentId });
        Assert.True(killed.IsSuccessStatusCode);

        Assert.Empty(await ListAsync(scene));
    }

    [Theory, BothBackends]
    public async Task List_InPages_HasEachClientOnce(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        List<string> clients = [scene.ClientId, await scene.RegisterAsync(), await scene.RegisterAsync()];
        foreach (var client in clients)
        {
            await TokenAsync(scene, client);
        }

        var first = await PageAsync(scene, "?limit=2");
        var second = await PageAsync(scene, $"?limit=2&cursor={first.NextCursor}");

        clients.Reverse();
        Assert.Equal(clients, [.. first.Items.Concat(second.Items).Select(client => client.ClientId)]);
        Assert.Null(second.NextCursor);
    }

    [Theory, BothBackends]
    public async Task Delete_EndsTokensRefreshTokensAndCodes_OfThatClientAndAgentOnly(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var (first, second, code) = (await scene.TokenAsync(), await scene.TokenAsync(), await scene.CodeAsync());
        var renewed = await (await scene.RefreshAsync(second.RefreshToken!)).ReadAsync<OAuthTokenResponse>();
        var otherClient = await TokenAsync(scene, await scene.RegisterAsync());
        var otherAgent = await scene.Host.CreateAgentAsync();
        using var decided = await scene.DecideAsync(await scene.ConsentAsync(), otherAgent.AgentId);
        var ofOtherAgent = await (await scene.ExchangeAsync(SignInScene.Answer(decided)["code"]!)).ReadAsync<OAuthTokenResponse>();
        var own = await scene.Host.IssueAsync(scene.Agent.AgentId);

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(scene, scene.ClientId));

        foreach (var token in (OAuthTokenResponse[])[first, renewed])
        {
            Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(token.AccessToken));
            await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!), "invalid_grant");
        }

        await SignInScene.MustFailAsync(scene.ExchangeAsync(code), "invalid_grant");
        foreach (var token in (string[])[otherClient.AccessToken, ofOtherAgent.AccessToken, own.Token])
        {
            Assert.Null(await scene.Host.RefusalOfAsync(token));
        }

        Assert.DoesNotContain(await ListAsync(scene), client => client.ClientId == scene.ClientId);
        Assert.Single(await ListAsync(scene));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(scene, scene.ClientId));

        // It may ask again.
        Assert.Null(await scene.Host.RefusalOfAsync((await scene.TokenAsync()).AccessToken));
    }

    /// <summary>Whichever comes first: nothing that works is left.</summary>
    [Theory, BothBackends]
    public async Task Delete_WhileTheClientRefreshes_NothingIsLeft(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        for (var round = 0; round < 5; round++)
        {
            var token = await scene.TokenAsync();

            var refresh = scene.RefreshAsync(token.RefreshToken!);
            var deleted = await DeleteAsync(scene, scene.ClientId);
            using var refreshed = await refresh;

            Assert.Equal(HttpStatusCode.NoContent, deleted);
            if (refreshed.StatusCode == HttpStatusCode.OK)
            {
                var renewed = await refreshed.ReadAsync<OAuthTokenResponse>();
                Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(renewed.AccessToken));
                await SignInScene.MustFailAsync(scene.RefreshAsync(renewed.RefreshToken!), "invalid_grant");
            }

            Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(token.AccessToken));
        }
    }

    [Theory]
    [InlineData("https://editor.test/a%20b/client.json")]
    [InlineData("https://editor.test:8443/client?x=1&y=%2B")]
    public async Task Delete_ClientIdThatIsAUrl_EscapedOrNot(string clientId)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        foreach (var escaped in (string[])[Uri.EscapeDataString(clientId), Uri.EscapeDataString(clientId).Replace("%2F", "/", StringComparison.Ordinal)])
        {
            await scene.TokenAsync();
            await scene.RenameGrantsAsync(clientId);
            Assert.Equal(clientId, Assert.Single(await ListAsync(scene)).ClientId);

            Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(scene, escaped, escape: false));

            Assert.Empty(await ListAsync(scene));
        }
    }

    [Fact]
    public async Task ListAndDelete_WhoMay()
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        var token = await scene.TokenAsync();
        var path = $"/v1/agents/{scene.Agent.AgentId}/clients";
        using var auditor = scene.Host.Service.Client(await scene.Host.CreateOperatorKeyAsync(OperatorRole.Auditor));
        using var agent = scene.Host.Service.Client(token.AccessToken);

        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.DeleteAsync($"{path}/{scene.ClientId}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.DeleteAsync($"{path}/{scene.ClientId}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Host.Admin.GetAsync("/v1/agents/agt_00000000000000000000000000000000/clients")).StatusCode);
        Assert.Null(await scene.Host.RefusalOfAsync(token.AccessToken));
    }

    [Theory, BothBackends]
    public async Task Bearer_RefreshIsRefusedAndSaysWhy_AndConsentsCanBeEnded(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        OAuthTokenResponse token;
        string agentId, clientId;
        await using (var before = await SignInScene.StartAsync(storage))
        {
            (token, agentId, clientId) = (await before.TokenAsync(), before.Agent.AgentId, before.ClientId);
        }

        await using var host = await AuthHost.StartAsync(storage, ["--MCP_AUTH=bearer"]);
        using var client = host.Service.Client();
        foreach (var grantType in (string[])["refresh_token", "authorization_code"])
        {
            using var response = await client.PostAsync("/oauth2/token", new FormUrlEncodedContent(
                [new("grant_type", grantType), new("refresh_token", token.RefreshToken!), new("client_id", clientId)]));
            var error = await response.ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest);
            Assert.Equal("unsupported_grant_type", error.Error);
            Assert.Contains("MCP_AUTH=bearer", error.ErrorDescription, StringComparison.Ordinal);
        }

        using var unknown = await client.PostAsync("/oauth2/token", new FormUrlEncodedContent([new("grant_type", "password")]));
        Assert.DoesNotContain("refresh_token", (await unknown.ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest)).ErrorDescription, StringComparison.Ordinal);

        var path = $"/v1/agents/{agentId}/clients";
        Assert.Single((await (await host.Admin.GetAsync(path)).ReadAsync<Page<AgentClientResponse>>()).Items);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Admin.DeleteAsync($"{path}/{clientId}")).StatusCode);
        Assert.Equal("token_revoked", await host.RefusalOfAsync(token.AccessToken));
    }

    private static async Task<OAuthTokenResponse> TokenAsync(SignInScene scene, string clientId)
    {
        var code = await scene.CodeAsync(request => request["client_id"] = clientId);
        return await (await scene.ExchangeAsync(code, form => form["client_id"] = clientId)).ReadAsync<OAuthTokenResponse>();
    }

    private static async Task<IReadOnlyList<AgentClientResponse>> ListAsync(SignInScene scene) => (await PageAsync(scene, "")).Items;

    private static async Task<Page<AgentClientResponse>> PageAsync(SignInScene scene, string query) =>
        await (await scene.Host.Admin.GetAsync($"/v1/agents/{scene.Agent.AgentId}/clients{query}")).ReadAsync<Page<AgentClientResponse>>();

    private static async Task<HttpStatusCode> DeleteAsync(SignInScene scene, string clientId, bool escape = true)
    {
        var id = escape ? Uri.EscapeDataString(clientId) : clientId;
        using var response = await scene.Host.Admin.DeleteAsync($"/v1/agents/{scene.Agent.AgentId}/clients/{id}");
        return response.StatusCode;
    }
}
