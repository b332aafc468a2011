using System.Net;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Readiness;

/// <summary>The front door is ready when a call through all three services would work, and not before.</summary>
public sealed class ReadinessTests
{
    private const string AuthService = "auth-service";
    private const string PolicyService = "policy-service";

    [Fact]
    public async Task Ready_AServiceGoesAwayAndComesBack_FollowsAndNamesIt()
    {
        await using var gateway = await TestGateway.StartAsync();
        await AssertReadyAsync(gateway, HttpStatusCode.OK, AuthService, "ok");

        await gateway.Auth.StopAsync();
        await EventuallyAsync(gateway, HttpStatusCode.ServiceUnavailable);
        await AssertReadyAsync(gateway, HttpStatusCode.ServiceUnavailable, AuthService, "unavailable");
        await AssertReadyAsync(gateway, HttpStatusCode.ServiceUnavailable, PolicyService, "ok");

        await gateway.Auth.StartAsync();
        await EventuallyAsync(gateway, HttpStatusCode.OK);
        await gateway.Policy.StopAsync();
        await EventuallyAsync(gateway, HttpStatusCode.ServiceUnavailable);
        await AssertReadyAsync(gateway, HttpStatusCode.ServiceUnavailable, PolicyService, "unavailable");
    }

    [Theory]
    [InlineData("degraded")]
    [InlineData("unavailable")]
    [InlineData("shutting_down")]
    public async Task Ready_AServiceSaysThatItIsNotWell_IsNotReady(string status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Policy.Readiness = status;

        await AssertReadyAsync(gateway, HttpStatusCode.ServiceUnavailable, PolicyService, "unavailable");
    }

    [Fact]
    public async Task Ready_ServiceRefusesTheServiceKey_IsNotReadyAndTheLogSaysWhy()
    {
        using var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(configure: logs.Use);
        gateway.Auth.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };

        await AssertReadyAsync(gateway, HttpStatusCode.ServiceUnavailable, AuthService, "unavailable");

        Assert.Contains("GATEWAY_SERVICE_KEY must be the same for all services", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_AskedByMany_AsksTheOthersOnceASecond()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        using var client = gateway.Client(null);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/health/ready")));
        Assert.Equal(1, gateway.Auth.Count("/oauth2/introspect"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/health/ready")));

        Assert.Equal(2, gateway.Auth.Count("/oauth2/introspect"));
        Assert.Equal(2, gateway.Policy.Count("/v1/decisions"));
    }

    private static async Task AssertReadyAsync(TestGateway gateway, HttpStatusCode status, string part, string word)
    {
        using var answer = await gateway.Client(null).GetAsync("/health/ready");
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((status, word), (answer.StatusCode, body["parts"]![part]!.GetValue<string>()));
    }

    private static Task EventuallyAsync(TestGateway gateway, HttpStatusCode status) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await gateway.Client(null).GetAsync("/health/ready");
            return answer.StatusCode == status;
        },
        $"readiness is {status}");
}
