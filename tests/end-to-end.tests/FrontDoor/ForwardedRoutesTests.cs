using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.FrontDoor;

public sealed class ForwardedRoutesTests
{
    [Theory]
    [InlineData("/v1/agents")]
    [InlineData("/v1/operators")]
    [InlineData("/v1/keys")]
    [InlineData("/v1/security-events")]
    [InlineData("/v1/policies")]
    public async Task OperatorRoute_ThroughTheFrontDoor_NeedsAnOperator(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);

        using var asOperator = await gateway.Operator.GetAsync(path);
        using var asNobody = await gateway.Proxies[0].Client().GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, asOperator.StatusCode);
        await asNobody.MustBeAsync(GatewayErrors.TokenMissing);
    }

    [Fact]
    public async Task Auditor_MayReadButNotChange()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        var auditor = await gateway.Operator.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("eve", OperatorRole.Auditor));
        using var client = gateway.Proxies[0].Client(auditor.ApiKey);

        using var reading = await client.GetAsync("/v1/admin/calls");
        using var changing = await client.PostAsJsonAsync("/v1/agents", new CreateAgentRequest("x", "scraper"), GatewayJson.Tolerant);

        Assert.Equal(HttpStatusCode.OK, reading.StatusCode);
        await changing.MustBeAsync(GatewayErrors.AccessDenied);
    }

    [Fact]
    public async Task InternalHeaders_SentByAClient_DoNotReachTheServices()
    {
        var spy = new HeaderSpy();
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded, configureAuth: spy.Install);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        string[] forged = ["X-Agent-Id", "X-Agent-Role", "X-Gateway-Service", "X-Original-URL", "X-Forwarded-Host", "X-Forwarded-User", "Cookie"];
        Array.ForEach(forged, name => request.Headers.TryAddWithoutValidation(name, "forged"));
        request.Headers.Add("X-Correlation-Id", "kept");

        using var response = await gateway.Operator.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = Assert.Single(spy.Requests, seen => seen.Path == "/v1/agents");
        Assert.DoesNotContain(seen.Headers, header => header.Value.Contains("forged", StringComparison.Ordinal));
        Assert.Contains(seen.Headers, header => header is { Key: "X-Correlation-Id", Value: "kept" });
    }
}
