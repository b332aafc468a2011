using System.Net;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.OAuth;

public sealed class RevokeEndpointTests
{
    [Theory, BothBackends]
    public async Task Revoke_OwnTokenByAssertion_TokenDead(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        using var key = Assertions.KeyOf(agent);
        var token = await host.IssueAsync(agent.AgentId);
        var form = Assertions.Form(Assertions.Make(agent.AgentId, key, host.Now));
        form["token"] = token.Token;

        Assert.Equal(HttpStatusCode.OK, await RevokeAsync(host, bearer: null, form));

        Assert.Equal("token_revoked", await host.RefusalOfAsync(token.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await RevokeAsync(host, bearer: null, form));
    }

    [Theory, BothBackends]
    public async Task Revoke_ByBearer_AsTheCallerMay(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var own = await host.IssueAsync((await host.CreateAgentAsync()).AgentId);
        var foreign = await host.IssueAsync((await host.CreateAgentAsync()).AgentId);
        var auditor = await host.CreateOperatorKeyAsync(OperatorRole.Auditor);

        Assert.Equal(HttpStatusCode.BadRequest, await RevokeAsync(host, own.Token, Form(foreign.Token)));
        Assert.Equal(HttpStatusCode.Forbidden, await RevokeAsync(host, auditor, Form(foreign.Token)));
        Assert.Equal(HttpStatusCode.Forbidden, await RevokeAsync(host, TestSecrets.ServiceKey, Form(foreign.Token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await RevokeAsync(host, bearer: null, Form(foreign.Token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await RevokeAsync(host, "rubbish", Form(foreign.Token)));
        Assert.Null(await host.RefusalOfAsync(foreign.Token));

        Assert.Equal(HttpStatusCode.OK, await RevokeAsync(host, TestSecrets.AdminKey, Form(foreign.Token)));
        Assert.Equal("token_revoked", await host.RefusalOfAsync(foreign.Token));
        Assert.Equal(HttpStatusCode.OK, await RevokeAsync(host, own.Token, Form(own.Token)));
        Assert.Equal("token_revoked", await host.RefusalOfAsync(own.Token));
    }

    [Fact]
    public async Task Revoke_UnknownToken_Returns200()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        Assert.Equal(HttpStatusCode.OK, await RevokeAsync(host, TestSecrets.AdminKey, Form("unknown")));
        Assert.Equal(HttpStatusCode.OK, await RevokeAsync(host, TestSecrets.AdminKey, Form(new string('x', 9000))));
        Assert.Equal(HttpStatusCode.BadRequest, await RevokeAsync(host, TestSecrets.AdminKey, []));
    }

    [Fact]
    public async Task Metadata_NamesTheFrontDoor()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded, arguments: "--GATEWAY_PROXY_URL=https://gateway.test");
        using var client = host.Service.Client();

        var metadata = await (await client.GetAsync("/.well-known/oauth-authorization-server")).ReadAsync<ServerMetadata>();

        Assert.Equal(
            ("https://gateway.test", "https://gateway.test/oauth2/token", "https://gateway.test/oauth2/revoke"),
            (metadata.Issuer, metadata.TokenEndpoint, metadata.RevocationEndpoint));
        Assert.Equal(["none", "private_key_jwt"], metadata.TokenEndpointAuthMethodsSupported);
        Assert.Equal(["authorization_code", "refresh_token", "client_credentials"], metadata.GrantTypesSupported);
        Assert.Equal("https://gateway.test/oauth2/authorize", metadata.AuthorizationEndpoint);
        Assert.Null(metadata.RegistrationEndpoint);
    }

    private static Dictionary<string, string> Form(string token) => new() { ["token"] = token };

    private static async Task<HttpStatusCode> RevokeAsync(AuthHost host, string? bearer, Dictionary<string, string> form)
    {
        using var client = host.Service.Client(bearer);
        using var response = await client.PostAsync("/oauth2/revoke", new FormUrlEncodedContent(form));
        return response.StatusCode;
    }
}
