using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Constraints;

public sealed class GuardTests
{
    [Theory]
    [InlineData("\"max_request_bytes\":20", "serpapi/search", "{\"q\":\"coffee\"}", "{\"q\":\"coffee shops nearby\"}", "guards.max_request_bytes 20")]
    [InlineData("\"allowed_domains\":[\"example.org\",\"*.example.org\"]", "http_fetch/get",
        "{\"url\":\"https://www.EXAMPLE.org/x\"}", "{\"url\":\"https://example.org.example.com/\"}", "guards.allowed_domains")]
    [InlineData("\"blocked_domains\":[\"*.example.com\"]", "http_fetch/head",
        "{\"url\":\"https://example.com/\"}", "{\"url\":\"https://www.example.com./\"}", "guards.blocked_domains *.example.com")]
    [InlineData("\"params\":{\"serpapi:search\":{\"engine\":{\"in\":[\"google\",\"bing\"]}}}", "serpapi/search",
        "{\"q\":\"x\",\"engine\":\"bing\"}", "{\"q\":\"x\",\"engine\":\"baidu\"}", "guards.params serpapi:search engine")]
    [InlineData("\"params\":{\"serpapi:*\":{\"safe\":{\"not_in\":[\"off\"]}}}", "serpapi/search",
        "{\"q\":\"x\",\"safe\":\"active\"}", "{\"q\":\"x\",\"safe\":\"off\"}", "guards.params serpapi:* safe")]
    [InlineData("\"params\":{\"*\":{\"num\":{\"max\":20}}}", "serpapi/search",
        "{\"q\":\"x\",\"num\":20}", "{\"q\":\"x\",\"num\":21}", "guards.params * num")]
    [InlineData("\"params\":{\"*\":{\"num\":{\"min\":5}}}", "serpapi/search",
        "{\"q\":\"x\",\"num\":5}", "{\"q\":\"x\",\"num\":4}", "guards.params * num")]
    [InlineData("\"params\":{\"*\":{\"q\":{\"max_length\":5}}}", "serpapi/search", "{\"q\":\"12345\"}", "{\"q\":\"123456\"}", "guards.params * q")]
    [InlineData("\"params\":{\"*\":{\"q\":{\"pattern\":\"[a-z]+\"}}}", "serpapi/search", "{\"q\":\"abc\"}", "{\"q\":\"abc1\"}", "guards.params * q")]
    [InlineData("\"params\":{\"*\":{\"location\":{\"required\":true}}}", "serpapi/search",
        "{\"q\":\"x\",\"location\":\"Toronto\"}", "{\"q\":\"x\"}", "guards.params * location")]
    [InlineData("\"params\":{\"gmail_send:send\":{\"bcc\":{\"forbidden\":true}}}", "gmail_send/send",
        "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}",
        "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\",\"bcc\":\"bob@example.com\"}", "guards.params gmail_send:send bcc")]
    [InlineData("\"params\":{\"openai:chat\":{\"messages[].role\":{\"in\":[\"user\"]}}}", "openai/chat",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"system\",\"content\":\"x\"}]}",
        "guards.params openai:chat messages[].role")]
    public async Task Call_GuardNotSatisfied_403WithRuleAndOnRecord(string guards, string path, string good, string bad, string rule)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Constrained(question, $"\"guards\":{{{guards}}}");

        await (await gateway.CallAsync(path, good)).MustBeOkAsync();
        var problem = await (await gateway.CallAsync(path, bad)).MustBeAsync(GatewayErrors.GuardDenied);

        Assert.Equal(rule, problem.Rule);
        Assert.NotEqual(GatewayErrors.GuardDenied.Title, problem.Detail);
        var record = Assert.Single(await gateway.RecordsAsync("?outcome=guard_denied"));
        Assert.Equal((403, 0, rule), (record.Status, record.Attempts, record.Rule));
        Assert.Equal(("pol_c", 7), (record.PolicyId, record.PolicyVersion));
        var allowed = Assert.Single(await gateway.RecordsAsync("?outcome=ok"));
        Assert.Equal((TestGateway.PolicyId, 3), (allowed.PolicyId, allowed.PolicyVersion));
        Assert.Equal(1, gateway.Policy.Count("/v1/decisions"));
    }

    [Theory]
    [InlineData("1.2.3.4", "http://16909060./")]
    [InlineData("1.2.3.4", "http://0x1.2.3.4./")]
    [InlineData("1.2.3.4", "http://1.2.772./")]
    [InlineData("1.2.3.4", "http://１.2.3.4/")]
    [InlineData("1.2.3.4", "http://[::ffff:1.2.3.4]/")]
    [InlineData("16909060", "http://1.2.3.4/")]
    [InlineData("bücher.example", "http://XN--BCHER-KVA.EXAMPLE./")]
    [InlineData("*.bücher.example", "http://a.BÜCHER。example/")]
    public async Task Call_BlockedHostInAnotherSpelling_403(string blocked, string url)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Constrained(question, $"\"guards\":{{\"blocked_domains\":[\"{blocked}\"]}}");

        var problem = await (await gateway.CallAsync("http_fetch/get", $"{{\"url\":\"{url}\"}}")).MustBeAsync(GatewayErrors.GuardDenied);

        Assert.StartsWith("guards.blocked_domains", problem.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://يa/")]
    [InlineData("http://xn--a-ä.pt/")]
    [InlineData("http://look־out.net/")]
    [InlineData("http://xn--tešla/")]
    [InlineData("http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/")]
    public async Task Call_HostThatIsNone_400WithAndWithoutAGuard(string url)
    {
        await using var gateway = await TestGateway.StartAsync();
        var parameters = $"{{\"url\":\"{url}\"}}";

        var problem = await (await gateway.CallAsync("http_fetch/get", parameters)).MustBeAsync(GatewayErrors.ParamsInvalid);
        gateway.Decide = question => TestGateway.Constrained(question, "\"guards\":{\"blocked_domains\":[\"example.org\"]}");
        await (await gateway.CallAsync("http_fetch/head", parameters)).MustBeAsync(GatewayErrors.ParamsInvalid);

        Assert.Equal(["url"], problem.Errors!.Keys);
    }

    [Fact]
    public async Task Call_GuardNotSatisfied_ToolIsNotAskedAndAPermitIsTaken()
    {
        var tools = new ScriptedTools(() => "done");
        await using var gateway = await TestGateway.StartAsync(configure: tools.Use);
        gateway.Decide = question => TestGateway.Constrained(question, "\"guards\":{\"max_request_bytes\":1}") with
        {
            RateLimit = new RateLimitSpec(1, "1h", Burst: 2),
        };

        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.GuardDenied);
        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.GuardDenied);
        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.RateLimited);

        Assert.Equal(0, tools.Calls);
        Assert.DoesNotContain(await gateway.RecordsAsync(), record => record.Outcome == "unfinished");
        Assert.Contains(
            "gateway_policy_denials_total{action=\"send\",reason=\"guard_denied\",tool=\"gmail_send\"} 2",
            await gateway.Client(null).GetStringAsync("/metrics"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SeveralPolicies_EveryGuardHolds()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Constrained(
            question, "\"guards\":{\"params\":{\"*\":{\"num\":{\"max\":20}}}}", "\"guards\":{\"params\":{\"*\":{\"num\":{\"max\":10}}}}");

        await (await gateway.CallAsync("serpapi/search", "{\"q\":\"x\",\"num\":10}")).MustBeOkAsync();
        await (await gateway.CallAsync("serpapi/search", "{\"q\":\"x\",\"num\":11}")).MustBeAsync(GatewayErrors.GuardDenied);
    }

    [Fact]
    public async Task LegacyCall_GuardNotSatisfied_TheSame()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Constrained(question, "\"guards\":{\"params\":{\"*\":{\"num\":{\"max\":20}}}}");

        using var response = await gateway.Client(null).PostAsync("/api/proxy-request", new StringContent(
            $$"""{"agent_token":"{{TestGateway.Token}}","tool":"serpapi","action":"search","params":{"q":"x","num":21} }""",
            System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("guards.params * num", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
