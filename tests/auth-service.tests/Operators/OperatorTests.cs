using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Operators;

public sealed class OperatorTests
{
    [Theory, BothBackends]
    public async Task Create_ThenRevoke_KeyWorksUntilThen(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var created = await (await host.Admin.PostAsync("/v1/operators", new CreateOperatorRequest("Olga", OperatorRole.Admin)))
            .ReadAsync<OperatorResponse>(HttpStatusCode.Created);
        using var olga = host.Service.Client(created.ApiKey);

        var listed = await (await olga.GetAsync("/v1/operators")).ReadAsync<Page<OperatorResponse>>();
        Assert.StartsWith("4rop_", created.ApiKey, StringComparison.Ordinal);
        Assert.Equal(created with { ApiKey = null }, Assert.Single(listed.Items));
        Assert.Equal((created.OperatorId, "admin"), await WhoAsync(host, created.ApiKey!));
        Assert.Equal(("bootstrap", "admin"), await WhoAsync(host, TestSecrets.AdminKey));

        Assert.Equal(HttpStatusCode.NoContent, (await host.Admin.DeleteAsync($"/v1/operators/{created.OperatorId}")).StatusCode);
        await (await olga.GetAsync("/v1/operators")).MustBeAsync(GatewayErrors.TokenRevoked);
        await (await host.Admin.DeleteAsync("/v1/operators/opr_unknown")).MustBeAsync(GatewayErrors.NotFound);
        await (await host.Service.Client("4rop_unknown").GetAsync("/v1/operators")).MustBeAsync(GatewayErrors.TokenInvalid);
    }

    public static TheoryData<string, string, bool> Routes() => new()
    {
        // method, path, readable by auditors
        { "POST", "/v1/agents", false },
        { "GET", "/v1/agents", true },
        { "GET", "/v1/agents/agt_0", true },
        { "PATCH", "/v1/agents/agt_0", false },
        { "DELETE", "/v1/agents/agt_0", false },
        { "POST", "/v1/agents/agt_0/keys", false },
        { "POST", "/v1/agents/agt_0/tokens", false },
        { "GET", "/v1/agents/agt_0/tokens", true },
        { "POST", "/v1/tokens/tok_0/revoke", false },
        { "POST", "/v1/revocations", false },
        { "GET", "/v1/revocations", true },
        { "POST", "/v1/operators", false },
        { "GET", "/v1/operators", true },
        { "GET", "/v1/operators/me", true },
        { "DELETE", "/v1/operators/opr_0", false },
        { "GET", "/v1/security-events", true },
        { "GET", "/v1/keys", false },
        { "POST", "/v1/keys/rotate", false },
    };

    [Fact]
    public async Task OperatorRoutes_EachCredential_OnlyWhatItMay()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var agent = (await host.IssueAsync((await host.CreateAgentAsync()).AgentId)).Token;
        var auditor = await host.CreateOperatorKeyAsync(OperatorRole.Auditor);

        foreach (var (method, path, readable) in Routes().Select(row => row.Data))
        {
            await (await SendAsync(host, bearer: null, method, path)).MustBeAsync(GatewayErrors.TokenMissing);
            await (await SendAsync(host, agent, method, path)).MustBeAsync(GatewayErrors.AccessDenied);
            await (await SendAsync(host, TestSecrets.ServiceKey, method, path)).MustBeAsync(GatewayErrors.AccessDenied);
            using var asAuditor = await SendAsync(host, auditor, method, path);
            Assert.True(readable == (asAuditor.StatusCode != HttpStatusCode.Forbidden), $"{method} {path}: {asAuditor.StatusCode}");
            using var asAdmin = await SendAsync(host, TestSecrets.AdminKey, method, path);
            Assert.True((int)asAdmin.StatusCode is not (401 or 403 or >= 500), $"{method} {path}: {asAdmin.StatusCode}");
        }

        foreach (var bearer in new[] { agent, auditor, TestSecrets.AdminKey })
        {
            using var introspected = await SendAsync(host, bearer, "POST", "/oauth2/introspect");
            Assert.Equal("insufficient_scope", (await introspected.ReadAsync<OAuthErrorResponse>(HttpStatusCode.Forbidden)).Error);
        }

        foreach (var bearer in new[] { TestSecrets.ServiceKey, auditor, TestSecrets.AdminKey })
        {
            await (await SendAsync(host, bearer, "POST", "/v1/tokens/rotate")).MustBeAsync(GatewayErrors.AccessDenied);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(AuthHost host, string? bearer, string method, string path)
    {
        using var client = host.Service.Client(bearer);
        return await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
    }

    private static async Task<(string? Id, string? Role)> WhoAsync(AuthHost host, string key)
    {
        var answer = await host.IntrospectAsync(key);
        Assert.Equal((true, PrincipalKind.Operator), (answer.Active, answer.Kind!.Value));
        return (answer.Sub, answer.Role);
    }
}
