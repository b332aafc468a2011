using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Unauthenticated;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Unauthenticated;

public sealed class FailureLimiterTests
{
    private const string Introspection = "/oauth2/introspect";

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Call_AddressFailedTooOften_429BeforeAnybodyIsAsked()
    {
        await using var gateway = await StartAsync();
        await FailAsync(gateway, "made-up");
        var asked = gateway.Auth.Count(Introspection);

        var refused = await gateway.SearchAsync("another");

        var problem = await refused.MustBeAsync(GatewayErrors.TooManyFailures);
        Assert.InRange(problem.RetryAfterSeconds!.Value, 1, 20);
        Assert.Equal(TimeSpan.FromSeconds(problem.RetryAfterSeconds.Value), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(asked, gateway.Auth.Count(Introspection));
        _clock.Advance(TimeSpan.FromSeconds(problem.RetryAfterSeconds.Value));
        await (await gateway.SearchAsync("another")).MustBeAsync(GatewayErrors.TokenInvalid);
        await (await gateway.SearchAsync("another")).MustBeAsync(GatewayErrors.TooManyFailures);
    }

    [Fact]
    public async Task Call_OfKnownAgentAtTheSameAddress_GoesOn()
    {
        await using var gateway = await StartAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await FailAsync(gateway, "made-up");

        await (await gateway.SearchAsync()).MustBeOkAsync();

        // Its answer is long forgotten, and has to be asked for anew.
        _clock.Advance(TimeSpan.FromMinutes(10));
        await FailAsync(gateway, "made-up");
        await (await gateway.SearchAsync("another")).MustBeAsync(GatewayErrors.TooManyFailures);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        Assert.Equal(HttpStatusCode.OK, (await LegacyAsync(gateway, TestGateway.Token)).StatusCode);
    }

    [Fact]
    public async Task Call_OfAgentWhoseTokenEnded_WaitsLikeAnyUnauthenticatedCaller()
    {
        await using var gateway = await StartAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        gateway.Holders.TryRemove(TestGateway.Token, out _);
        _clock.Advance(TimeSpan.FromMinutes(10));
        await FailAsync(gateway, "made-up");

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.TokenInvalid);

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.TooManyFailures);
    }

    [Fact]
    public async Task Flood_WithoutCredentials_KeepsNobodyFromShowingANewToken()
    {
        await using var gateway = await StartAsync();
        await FailAsync(gateway, token: null);

        await (await gateway.SearchAsync(null)).MustBeAsync(GatewayErrors.TooManyFailures);

        await (await gateway.SearchAsync()).MustBeOkAsync();
    }

    [Fact]
    public async Task LegacyCall_TooManyFailures_WaitsInItsOwnForm()
    {
        await using var gateway = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await LegacyAsync(gateway, "made-up")).StatusCode);
        }

        var refused = await LegacyAsync(gateway, "another");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("too_many_failures", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("/v1/agents")]
    [InlineData("/v1/admin/calls")]
    [InlineData("/v1/tools")]
    public async Task Any_RouteThatAnswers401_CountsAndWaits(string path)
    {
        await using var gateway = await StartAsync();
        var isGone = true;
        gateway.Auth.Answer = context =>
        {
            if (context.Request.Path == Introspection)
            {
                return gateway.AnswerIntrospectionAsync(context);
            }

            context.Response.StatusCode = isGone ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
            return Task.CompletedTask;
        };
        using var client = gateway.Client("made-up");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
        }

        isGone = false;
        await (await client.GetAsync(path)).MustBeAsync(GatewayErrors.TooManyFailures);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Forwarded_OperatorWhoWasLetIn_GoesOn()
    {
        await using var gateway = await StartAsync();
        gateway.Auth.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization == $"Bearer {TestSecrets.AdminKey}" ? 200 : 401;
            return Task.CompletedTask;
        };
        using var admin = gateway.Proxy.AdminClient();
        using var unauthenticated = gateway.Client("made-up");
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/v1/agents")).StatusCode);
        for (var i = 0; i < 4; i++)
        {
            await unauthenticated.GetAsync("/v1/agents");
        }

        await (await unauthenticated.GetAsync("/v1/agents")).MustBeAsync(GatewayErrors.TooManyFailures);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/v1/agents")).StatusCode);
    }

    [Fact]
    public async Task ForwardedFor_FromAnybody_IsNotBelieved()
    {
        await using var gateway = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsAsync(gateway, $"192.0.2.{i}")).StatusCode);
        }

        await (await CallAsAsync(gateway, "192.0.2.77")).MustBeAsync(GatewayErrors.TooManyFailures);
    }

    [Fact]
    public async Task ForwardedFor_FromATrustedProxy_TellsCallersApart()
    {
        await using var gateway = await StartAsync("--TRUSTED_PROXIES=10.0.0.0/8, 127.0.0.1");
        for (var i = 0; i < 3; i++)
        {
            // What the caller itself wrote there stands further left.
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsAsync(gateway, $"192.0.2.{i}, 198.51.100.1, 10.1.2.3")).StatusCode);
        }

        await (await CallAsAsync(gateway, "192.0.2.9, 198.51.100.1, 10.1.2.3")).MustBeAsync(GatewayErrors.TooManyFailures);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsAsync(gateway, "198.51.100.2")).StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("localhost")]
    public async Task TrustedProxies_Wrong_StopsTheStart(string setting) =>
        await Assert.ThrowsAsync<InvalidConfigurationException>(() => TestGateway.StartAsync(Backend.Embedded, [$"--TRUSTED_PROXIES={setting}"]));

    [Fact]
    public async Task Addresses_MoreThanTheBound_AreForgotten()
    {
        await using var gateway = await StartAsync("--TRUSTED_PROXIES=127.0.0.1", "--Strangers:Addresses=20");

        for (var i = 0; i < 60; i++)
        {
            await CallAsAsync(gateway, $"192.0.2.{i}");
        }

        Assert.InRange(gateway.Proxy.Services.GetRequiredService<FailureLimiter>().Count, 1, 20);
    }

    private static async Task<HttpResponseMessage> CallAsAsync(TestGateway gateway, string forwardedFor)
    {
        using var client = gateway.Client("made-up");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        return await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });
    }

    private static async Task<HttpResponseMessage> LegacyAsync(TestGateway gateway, string token)
    {
        using var client = gateway.Client(null);
        return await client.PostAsJsonAsync(
            "/api/proxy-request", new { agent_token = token, tool = "serpapi", action = "search", @params = new { q = "coffee" } });
    }

    private static async Task FailAsync(TestGateway gateway, string? token)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SearchAsync(token)).StatusCode);
        }
    }

    /// <summary>Three at once, then one in twenty seconds.</summary>
    private Task<TestGateway> StartAsync(params string[] arguments) => TestGateway.StartAsync(
        Backend.Embedded,
        ["--Strangers:FailureBurst=3", "--Strangers:FailuresPerMinute=3", .. arguments],
        services => services.AddSingleton<TimeProvider>(_clock));
}
