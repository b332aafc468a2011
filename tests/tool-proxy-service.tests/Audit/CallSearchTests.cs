using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class CallSearchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    [Theory, BothBackends]
    public async Task ListCalls_OfOneRequest_OnlyThatOne(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.SearchAsync();
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "order_7");
        await client.PostAsync("/v1/tools/serpapi/search", new StringContent("""{"q":"order_7"}""", System.Text.Encoding.UTF8, "application/json"));
        var records = await gateway.RecordsAsync();
        // One id from a caller, one that the gateway made.
        foreach (var record in records)
        {
            Assert.Equal(record.CallId, Assert.Single(await gateway.RecordsAsync($"?correlation_id={record.CorrelationId}")).CallId);
        }

        Assert.Equal("order_7", records[0].CorrelationId);
        Assert.Empty(await gateway.RecordsAsync("?correlation_id=order%257"));
        Assert.Empty(await gateway.RecordsAsync("?correlation_id=order_7&to=2026-01-01"));
        Assert.Single(await gateway.RecordsAsync("?correlation_id=order_7&tool=serpapi&outcome=ok"));
    }

    [Theory, BothBackends]
    public async Task ListCalls_OfOneRuleOrResult_OnlyThose(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.SearchAsync();
        await gateway.SearchAsync("garbage");
        gateway.Decide = question => TestGateway.Denied(question);
        await gateway.SendMailAsync();
        await gateway.RecordsAsync();

        Assert.Equal("gmail_send", Assert.Single(await gateway.RecordsAsync("?rule=deny%20gmail_send:send")).Tool);
        Assert.Equal("ok", Assert.Single(await gateway.RecordsAsync("?rule=allow%20serpapi:*")).Outcome);
        Assert.Equal(["scope_denied", "token_invalid"], (await gateway.RecordsAsync("?result=denied")).Select(call => call.Outcome));
        Assert.Empty(await gateway.RecordsAsync("?result=failed"));
        Assert.Single(await gateway.RecordsAsync("?result=denied&outcome=scope_denied"));
        Assert.Empty(await gateway.RecordsAsync("?result=denied&outcome=ok"));
    }

    [Fact]
    public async Task ListCalls_OfOneRequestInMoreThanADay_400()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.Proxy.AdminClient().GetAsync("/v1/admin/calls?correlation_id=a&from=2026-03-01&to=2026-03-03");

        Assert.Equal(["correlation_id"], (await answer.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }

    [Fact]
    public void Range_IsThatOfTheMomentInTheId()
    {
        var id = Guid.CreateVersion7(Noon.AddDays(-90));

        Assert.Equal((Noon.AddDays(-90).AddMinutes(-5), Noon.AddDays(-90).AddHours(1)), SearchRange.Of(id.ToString("N"), null, null, Noon));
        Assert.Equal((Noon.AddDays(-90).AddMinutes(-5), Noon.AddDays(-90).AddHours(1)), SearchRange.Of(id.ToString(), null, null, Noon));
        Assert.Equal((Noon.AddDays(-1).AddSeconds(1), Noon.AddSeconds(1)), SearchRange.Of("order-7", null, null, Noon));
        Assert.Equal((Noon.AddDays(-9), Noon.AddDays(-8)), SearchRange.Of(id.ToString(), Noon.AddDays(-9), null, Noon));
        Assert.Equal((Noon.AddDays(-9), Noon.AddDays(-8)), SearchRange.Of("order-7", null, Noon.AddDays(-8), Noon));
        // A moment that no clock can show, and the first one.
        Assert.Equal(Noon.AddSeconds(1), SearchRange.Of("ffffffff-ffff-7fff-bfff-ffffffffffff", null, null, Noon).To);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddHours(1), SearchRange.Of("00000000-0000-7fff-bfff-ffffffffffff", null, null, Noon).To);
    }
}
