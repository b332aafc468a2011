using System.Diagnostics;
using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Forwarding;

public sealed class ForwardingTests
{
    [Theory]
    [InlineData("/v1/agents", true)]
    [InlineData("/v1/agents/agt_1/tokens?limit=3", true)]
    [InlineData("/v1/tokens/tok_1/revoke", true)]
    [InlineData("/v1/revocations", true)]
    [InlineData("/v1/operators", true)]
    [InlineData("/v1/keys/rotate", true)]
    [InlineData("/v1/security-events", true)]
    [InlineData("/oauth2/token", true)]
    [InlineData("/.well-known/oauth-authorization-server", true)]
    [InlineData("/v1/policies/pol_1/versions", false)]
    [InlineData("/v1/decisions/explain", false)]
    public async Task Forward_Path_ReachesItsService(string path, bool toAuth)
    {
        await using var gateway = await TestGateway.StartAsync();
        var target = toAuth ? gateway.Auth : gateway.Policy;
        var other = toAuth ? gateway.Policy : gateway.Auth;
        target.Answer = Echo;

        var response = await gateway.Client("whatever").PostAsync(path, new StringContent("{\"a\":1}", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("echo", await response.Content.ReadAsStringAsync());
        var received = Assert.Single(target.Received);
        Assert.Equal(("POST", path, "{\"a\":1}"), (received.Method, received.Path, received.Body));
        Assert.Equal("Bearer whatever", received.Headers["Authorization"]);
        Assert.Empty(other.Received);
    }

    [Fact]
    public async Task Forward_Headers_OnlyThoseOfTheList()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Auth.Answer = Echo;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/agents")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        string[] passed =
            ["Accept", "If-Match", "If-None-Match", "Idempotency-Key", "X-Agent-Intent", "X-Correlation-Id"];
        foreach (var name in passed)
        {
            request.Headers.TryAddWithoutValidation(name, "\"v\"");
        }

        foreach (var name in new[]
        {
            "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "X-Service-Key", "X-Internal", "Cookie",
            "User-Agent", "baggage", "tracestate", "X-Original-URL", "X-HTTP-Method-Override",
        })
        {
            request.Headers.TryAddWithoutValidation(name, "evil");
        }

        await gateway.Client().SendAsync(request);

        var headers = Assert.Single(gateway.Auth.Received).Headers;
        Assert.Equal(
            passed.Concat(["Authorization", "Content-Length", "Content-Type", "Host"]).Order(StringComparer.OrdinalIgnoreCase),
            // The gateway's own trace context is there as soon as anything in the process listens to traces.
            headers.Keys.Except(["traceparent"], StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(gateway.Auth.Url.Authority, headers["Host"]);
        Assert.DoesNotContain(headers.Values, value => value.Contains(TestSecrets.ServiceKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forward_CorrelationId_IsOursAndStandsOnTheAnswerOnce()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Auth.Answer = Echo;
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "harmful id!");

        var response = await client.GetAsync("/v1/agents");

        var id = response.Header("X-Correlation-Id");
        Assert.Equal(Assert.Single(gateway.Auth.Received).Headers["X-Correlation-Id"], id);
        Assert.DoesNotContain('!', id!);
    }

    [Fact]
    public async Task Forward_WithoutCredential_SendsNone()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Policy.Answer = Echo;

        await gateway.Client(null).GetAsync("/v1/policies");

        Assert.DoesNotContain("Authorization", Assert.Single(gateway.Policy.Received).Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Forward_ServiceAway_503WithRetryAfterAtOnce()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Auth.StopAsync();
        using var client = gateway.Proxy.AdminClient();
        // The first time the code for it is loaded and compiled; how long that takes says nothing about a service that runs.
        using var first = await client.GetAsync("/v1/agents");

        var watch = Stopwatch.StartNew();
        var response = await client.GetAsync("/v1/agents");
        watch.Stop();

        var problem = await response.MustBeAsync(GatewayErrors.DependencyUnavailable);
        Assert.Equal("1", response.Header("Retry-After"));
        Assert.Equal(response.Header("X-Correlation-Id"), problem.CorrelationId);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, RunningService.AtOnce);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", true)]
    [InlineData("DELETE", true)]
    public Task Forward_ServiceAway_NothingWasDone(string method, bool nothingDone) =>
        AssertRemedyAsync(gateway => gateway.Auth.StopAsync(), method, nothingDone);

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", false)]
    [InlineData("DELETE", false)]
    public Task Forward_ServiceBreaksOffAfterItHasTheRequest_SaysToLookFirst(string method, bool nothingDone) => AssertRemedyAsync(
        gateway =>
        {
            gateway.Auth.Answer = context =>
            {
                context.Abort();
                return Task.CompletedTask;
            };
            return Task.CompletedTask;
        },
        method,
        nothingDone);

    [Fact]
    public async Task Forward_ManagementThatTakesItsTime_HasItsOwnLimit()
    {
        await using var gateway = await TestGateway.StartAsync(
            Backend.Embedded, ["--Dependencies:AttemptTimeout=00:00:00.100", "--Dependencies:TotalTimeout=00:00:00.200", "--Dependencies:ManagementTimeout=00:00:01"]);
        var held = new TaskCompletionSource();
        gateway.Auth.Answer = _ => held.Task;

        var problem = await (await gateway.Client().PostAsync("/v1/agents", new StringContent("{}"))).MustBeAsync(GatewayErrors.DependencyUnavailable);
        held.SetResult();

        Assert.Equal("The auth-service did not answer in time.", problem.Detail);
        Assert.Contains("look first whether it was made", problem.HowToFix, StringComparison.Ordinal);
    }

    private static async Task AssertRemedyAsync(Func<TestGateway, Task> fail, string method, bool nothingDone)
    {
        await using var gateway = await TestGateway.StartAsync();
        await fail(gateway);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/agents/agt_1");

        var problem = await (await gateway.Client().SendAsync(request)).MustBeAsync(GatewayErrors.DependencyUnavailable);

        Assert.Equal(nothingDone, problem.HowToFix == GatewayErrors.NothingWasDone);
    }

    [Fact]
    public async Task Forward_BodyOverOneMebibyte_413()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Policy.Answer = Echo;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/policies")
        {
            Content = new StringContent(new string(' ', 1024 * 1024 + 1), Encoding.UTF8, "application/json"),
        };
        request.Headers.ExpectContinue = true;

        await (await gateway.Proxy.AdminClient().SendAsync(request)).MustBeAsync(GatewayErrors.PayloadTooLarge);
    }

    [Fact]
    public async Task Forward_EmptyBodyWithAType_PassesItOn()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Auth.Answer = Echo;

        await gateway.Client(null).PostAsync("/oauth2/token", new FormUrlEncodedContent([]));

        var headers = Assert.Single(gateway.Auth.Received).Headers;
        Assert.Equal(("application/x-www-form-urlencoded", "0"), (headers["Content-Type"], headers["Content-Length"]));
    }

    [Fact]
    public async Task Forward_Head_IsPassedOnAndAnsweredWithoutBody()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Policy.Answer = async context =>
        {
            context.Response.ContentLength = 4;
            context.Response.Headers.ETag = "\"1\"";
            await Echo(context);
        };

        using var response = await gateway.Client().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/policies/pol_1"));

        Assert.Equal("HEAD", Assert.Single(gateway.Policy.Received).Method);
        Assert.Equal((HttpStatusCode.Accepted, 4), (response.StatusCode, response.Content.Headers.ContentLength));
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    private static Task Echo(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers["X-Correlation-Id"] = context.Request.Headers["X-Correlation-Id"];
        return context.Response.WriteAsync("echo");
    }
}
