using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Identity;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("token_invalid")]
    [InlineData("token_expired")]
    [InlineData("token_revoked")]
    [InlineData("agent_suspended")]
    public async Task Call_TokenNotActive_401WithItsCode(string code)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders[TestGateway.Token] = IntrospectionResponse.Inactive(GatewayErrors.ByCode[code]);

        var response = await gateway.SearchAsync();

        await response.MustBeAsync(GatewayErrors.ByCode[code]);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Call_KeyOfAnOperatorOrService_IsNoToken()
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await gateway.SearchAsync(TestSecrets.AdminKey)).MustBeAsync(GatewayErrors.TokenInvalid);
        await (await gateway.SearchAsync(TestSecrets.ServiceKey)).MustBeAsync(GatewayErrors.TokenInvalid);
    }

    [Fact]
    public async Task Call_TwoAuthorizationHeaders_401()
    {
        await using var gateway = await TestGateway.StartAsync();
        // HttpClient would fold them into one line.
        using var connection = new TcpClient(gateway.Proxy.Url.Host, gateway.Proxy.Url.Port);
        using var writer = new StreamWriter(connection.GetStream());
        await writer.WriteAsync(
            $"""
            POST /v1/tools/serpapi/search HTTP/1.1
            Host: {gateway.Proxy.Url.Authority}
            Authorization: Bearer {TestGateway.Token}
            Authorization: Bearer {TestGateway.Token}
            Content-Length: 0
            Connection: close


            """.ReplaceLineEndings("\r\n"));
        await writer.FlushAsync();
        using var reader = new StreamReader(connection.GetStream());
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        Assert.Contains(GatewayErrors.TokenInvalid.Code, answer, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Auth.Count("/oauth2/introspect"));
    }

    [Fact]
    public async Task Call_TokenInTheQuery_IsNotLookedAt()
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await gateway.Client(null).PostAsJsonAsync($"/v1/tools/serpapi/search?access_token={TestGateway.Token}", new { q = "x" });

        await response.MustBeAsync(GatewayErrors.TokenMissing);
    }

    [Fact]
    public async Task Call_RevokedWhileIntrospectionIsUnderWay_OldAnswerIsNotBelieved()
    {
        await using var gateway = await TestGateway.StartAsync();
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        gateway.Auth.Answer = async context =>
        {
            // The answer was made before the revocation and arrives after it.
            var before = TestGateway.Agent();
            if (asked.TrySetResult())
            {
                await release.Task;
                await context.Response.WriteAsJsonAsync(before, GatewayJson.Tolerant);
                return;
            }

            await gateway.AnswerIntrospectionAsync(context);
        };

        var call = gateway.SearchAsync();
        await asked.Task;
        gateway.Holders[TestGateway.Token] = IntrospectionResponse.Inactive(GatewayErrors.TokenRevoked);
        await gateway.Proxy.Services.GetRequiredService<IInvalidationChannel>()
            .PublishAsync([InvalidationSubjects.Token(TestGateway.TokenId)], CancellationToken.None);
        release.SetResult();

        await (await call).MustBeAsync(GatewayErrors.TokenRevoked);
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.TokenRevoked);
    }

    [Fact]
    public async Task Call_Revoked_CachedIdentityEndsAtOnce()
    {
        await using var gateway = await TestGateway.StartAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        gateway.Holders[TestGateway.Token] = IntrospectionResponse.Inactive(GatewayErrors.TokenRevoked);

        await gateway.Proxy.Services.GetRequiredService<IInvalidationChannel>()
            .PublishAsync([InvalidationSubjects.Agent(TestGateway.AgentId)], CancellationToken.None);

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.TokenRevoked);
    }

    [Fact]
    public async Task Call_AuthServiceAway_KnownTokenGoesOnAndUnknownOneIs503AtOnce()
    {
        await using var gateway = await TestGateway.StartAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await gateway.Auth.StopAsync();

        await (await gateway.SearchAsync()).MustBeOkAsync();
        var watch = Stopwatch.StartNew();
        var unknown = await gateway.SearchAsync("never-seen");
        watch.Stop();

        var problem = await unknown.MustBeAsync(GatewayErrors.DependencyUnavailable);
        Assert.Equal(1, problem.RetryAfterSeconds);
        Assert.Equal("1", unknown.Header("Retry-After"));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, RunningService.AtOnce);
        Assert.Equal(GatewayErrors.DependencyUnavailable.Code, (await RecordsOfOutageAsync(gateway))[0].Outcome);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(401, "{\"active\":false}")]
    [InlineData(200, "nonsense")]
    [InlineData(200, "{\"active\":true,\"kind\":\"agent\"}")]
    public async Task Call_AuthServiceTalksNonsense_503NeverA401(int status, string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Auth.Say(status, body);

        var problem = await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);

        Assert.Equal(1, problem.RetryAfterSeconds);
    }

    /// <summary>Records are read with an operator's key, which only auth-service knows: it has to be back.</summary>
    private static async Task<IReadOnlyList<CallRecordResponse>> RecordsOfOutageAsync(TestGateway gateway)
    {
        await gateway.Auth.StartAsync();
        using var client = gateway.Proxy.AdminClient();
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await client.GetAsync("/v1/admin/calls");
                return response.IsSuccessStatusCode;
            },
            "the breaker, after its break of one second, has let a probe through");
        return (await client.GetFromJsonAsync<Page<CallRecordResponse>>("/v1/admin/calls", GatewayJson.Strict))!.Items;
    }
}
