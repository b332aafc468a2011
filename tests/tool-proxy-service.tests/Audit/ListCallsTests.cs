using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class ListCallsTests
{
    [Theory, BothBackends]
    public async Task ListCalls_PageByPage_EachOnceNewestFirst(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        for (var i = 0; i < 7; i++)
        {
            await gateway.SearchAsync();
        }

        using var client = gateway.Proxy.AdminClient();
        var pages = new List<Page<CallRecordResponse>>();
        string? cursor = null;
        do
        {
            pages.Add((await client.GetFromJsonAsync<Page<CallRecordResponse>>($"/v1/admin/calls?limit=3&cursor={cursor}", GatewayJson.Strict))!);
            cursor = pages[^1].NextCursor;
        }
        while (cursor is not null);

        Assert.Equal([3, 3, 1], pages.Select(page => page.Items.Count));
        var ids = pages.SelectMany(page => page.Items).Select(record => record.CallId).ToArray();
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), ids);
        Assert.Equal(7, ids.Distinct().Count());
    }

    [Theory, BothBackends]
    public async Task ListCalls_Filters_ShowOnlyWhatMatches(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.SearchAsync();
        await gateway.SendMailAsync();
        await gateway.SearchAsync("garbage");
        var middle = (await gateway.RecordsAsync("?tool=gmail_send")).Single().OccurredAt;

        Assert.Equal(2, (await gateway.RecordsAsync($"?agent_id={TestGateway.AgentId}")).Count);
        Assert.Equal(2, (await gateway.RecordsAsync($"?agent={TestGateway.AgentId}")).Count);
        Assert.Equal(2, (await gateway.RecordsAsync("?agent=scout")).Count);
        Assert.Empty(await gateway.RecordsAsync("?agent=nobody"));
        Assert.Equal(2, (await gateway.RecordsAsync("?tool=serpapi")).Count);
        Assert.Equal("serpapi", Assert.Single(await gateway.RecordsAsync("?outcome=token_invalid")).Tool);
        var after = await gateway.RecordsAsync($"?from={Uri.EscapeDataString(middle.ToString("O"))}");
        var before = await gateway.RecordsAsync($"?to={Uri.EscapeDataString(middle.ToString("O"))}");
        Assert.Equal(3, after.Count + before.Count);
        Assert.Contains(after, record => record.Tool == "gmail_send");
        Assert.DoesNotContain(before, record => record.Tool == "gmail_send");
        Assert.Empty(await gateway.RecordsAsync("?agent_id=agt_nobody"));
    }

    [Theory, BothBackends]
    public async Task ListCalls_SideEffect_IsOneCallAlthoughItIsTwoRows(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.SendMailAsync();

        var record = Assert.Single(await gateway.RecordsAsync());
        Assert.Equal(("ok", 2L), (record.Outcome, record.Seq));
        Assert.Empty(await gateway.RecordsAsync("?outcome=unfinished"));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("cursor=elsewhere")]
    [InlineData("from=yesterday")]
    [InlineData("tool=%00")]
    [InlineData("agent=%00")]
    [InlineData("agent=scout&agent_id=agt_1")]
    public async Task ListCalls_QueryNotValid_400(string query)
    {
        await using var gateway = await TestGateway.StartAsync();

        await (await gateway.Proxy.AdminClient().GetAsync($"/v1/admin/calls?{query}")).MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Fact]
    public async Task ListCalls_OnlyForOperators()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders["auditors-key"] = new()
        {
            Active = true,
            Kind = PrincipalKind.Operator,
            Sub = "opr_2",
            Name = "auditor",
            Role = "auditor",
        };

        await (await gateway.Client(null).GetAsync("/v1/admin/calls")).MustBeAsync(GatewayErrors.TokenMissing);
        await (await gateway.Client().GetAsync("/v1/admin/calls")).MustBeAsync(GatewayErrors.AccessDenied);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client("auditors-key").GetAsync("/v1/admin/calls")).StatusCode);
    }
}
