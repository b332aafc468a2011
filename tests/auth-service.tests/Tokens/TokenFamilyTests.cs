using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Tokens;

/// <summary>Revoking a token ends what it was rotated into: who has stolen a token would rotate it.</summary>
public sealed class TokenFamilyTests
{
    [Theory, BothBackends]
    public async Task Revoke_AnyTokenOfAFamily_EndsAllOfIt(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        for (var which = 0; which < 3; which++)
        {
            var other = await host.IssueAsync(agent.AgentId);
            var first = await host.IssueAsync(agent.AgentId);
            var second = await RotateAsync(host, first.Token);
            var third = await RotateAsync(host, second.Token);
            TokenIssued[] family = [first, second, third];

            await RevokeAsync(host, family[which].TokenId);

            foreach (var token in family)
            {
                Assert.Equal("token_revoked", await host.RefusalOfAsync(token.Token));
            }

            Assert.Null(await host.RefusalOfAsync(other.Token));
            var listed = (await (await host.Admin.GetAsync($"/v1/agents/{agent.AgentId}/tokens")).ReadAsync<Page<TokenResponse>>()).Items;
            Assert.Equal(
                family.Select((token, i) => i == which ? "stolen" : $"revoked with {family[which].TokenId}"),
                family.Select(token => listed.Single(item => item.TokenId == token.TokenId).RevokedReason));
        }
    }

    [Theory, BothBackends]
    public async Task Revoke_TokenThatIsDeadByRotation_EndsItsSuccessor(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);
        var old = await host.IssueAsync((await host.CreateAgentAsync()).AgentId);
        var successor = await RotateAsync(host, old.Token);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("token_revoked", await host.RefusalOfAsync(old.Token));
        Assert.Null(await host.RefusalOfAsync(successor.Token));

        var revoked = await RevokeAsync(host, old.TokenId);

        Assert.Equal("rotated", revoked.RevokedReason);
        Assert.Equal("token_revoked", await host.RefusalOfAsync(successor.Token));
    }

    [Theory, BothBackends]
    public async Task Revoke_WhileTheFamilyIsRotated_NothingOfItLives(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        for (var round = 0; round < 10; round++)
        {
            var first = await host.IssueAsync(agent.AgentId);
            var rotating = Task.Run(() => RotateUntilRefusedAsync(host, first.Token));
            var revoking = Task.Run(() => RevokeAsync(host, first.TokenId));
            await revoking;

            foreach (var token in await rotating)
            {
                Assert.Equal("token_revoked", await host.RefusalOfAsync(token));
            }
        }
    }

    [Theory, BothBackends]
    public async Task Revoke_ByItsHolderAfterRotation_EndsTheNewOneToo(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var old = await host.IssueAsync((await host.CreateAgentAsync()).AgentId);
        var successor = await RotateAsync(host, old.Token);
        using var client = host.Service.Client(successor.Token);

        using var response = await client.PostAsync("/oauth2/revoke", new FormUrlEncodedContent([new("token", old.Token)]));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("token_revoked", await host.RefusalOfAsync(successor.Token));
    }

    /// <summary>All tokens of the family, the first one included.</summary>
    private static async Task<List<string>> RotateUntilRefusedAsync(AuthHost host, string token)
    {
        List<string> family = [token];
        while (family.Count < 20)
        {
            using var client = host.Service.Client(family[^1]);
            using var response = await client.PostAsync("/v1/tokens/rotate", content: null);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return family;
            }

            family.Add((await response.ReadAsync<TokenIssued>()).Token);
        }

        return family;
    }

    private static async Task<TokenIssued> RotateAsync(AuthHost host, string token)
    {
        using var client = host.Service.Client(token);
        return await (await client.PostAsync("/v1/tokens/rotate", content: null)).ReadAsync<TokenIssued>();
    }

    private static async Task<TokenResponse> RevokeAsync(AuthHost host, string tokenId) =>
        await (await host.Admin.PostAsync($"/v1/tokens/{tokenId}/revoke", new RevokeTokenRequest("stolen"))).ReadAsync<TokenResponse>();
}
