using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Constraints;

public sealed class ShadowTests
{
    private const string Answer = """{"token_of_the_tool":"abc","text":"top secret"}""";

    private readonly ScriptedTools _tools = new(() => JsonNode.Parse(Answer));

    [Theory, BothBackends]
    public async Task Call_ShadowRuleDenies_RecordedAndCountedOnly(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend, _tools.Use);
        gateway.UseAnAgentOfItsOwn();
        gateway.Decide = question => TestGateway.Allowed(question) with
        {
            WouldDeny = new WouldDeny("scope_denied", $"deny {question.Tool}:{question.Action}", "pol_shadow", 3),
        };

        var search = await gateway.SearchAsync();
        await (await gateway.SendMailAsync()).MustBeOkAsync();

        await MustKnowNothingAsync(search);
        var records = await gateway.RecordsAsync();
        Assert.Equal(
            ["scope_denied deny gmail_send:send pol_shadow@3", "scope_denied deny serpapi:search pol_shadow@3"],
            records.Select(record => record.WouldDeny));
        Assert.All(records, record => Assert.Equal(("ok", TestGateway.PolicyId, 3), (record.Outcome, record.PolicyId, record.PolicyVersion)));
        Assert.Contains(
            "gateway_policy_would_deny_total{action=\"search\",reason=\"scope_denied\",tool=\"serpapi\"} 1",
            await gateway.Client(null).GetStringAsync("/metrics"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"guards\":{\"max_request_bytes\":1}", "guard_denied guards.max_request_bytes 1 pol_c@7")]
    [InlineData("\"guards\":{\"max_response_bytes\":1}", "guard_denied guards.max_response_bytes 1 pol_c@7")]
    [InlineData("\"response_filters\":{\"block_patterns\":[\"secret$\"]}", "guard_denied response_filters.block_patterns secret$ pol_c@7")]
    [InlineData("\"response_filters\":{\"redact_fields\":[\"text\"],\"truncate_fields\":[{\"field\":\"token_of_the_tool\",\"max_length\":0}]}", null)]
    public async Task Call_ShadowConstraint_RecordedOnly(string constraints, string? wouldDeny)
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);
        gateway.Decide = question => TestGateway.Shadowed(question, constraints);

        await MustKnowNothingAsync(await gateway.SearchAsync());

        Assert.Equal(wouldDeny, Assert.Single(await gateway.RecordsAsync()).WouldDeny);
        Assert.Equal(
            wouldDeny is not null,
            (await gateway.Client(null).GetStringAsync("/metrics")).Contains("gateway_policy_would_deny_total{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_EnforcedPolicyRedacts_ShadowSeesTheAnswerAsItCame()
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);
        gateway.Decide = question => TestGateway.Constrained(question, "\"response_filters\":{\"redact_fields\":[\"text\"]}") with
        {
            ShadowConstraints = TestGateway.Shadowed(question, "\"response_filters\":{\"block_patterns\":[\"secret$\"]}").ShadowConstraints,
        };

        var answer = await (await gateway.SearchAsync()).MustBeOkAsync();

        Assert.Equal("[redacted]", (string?)answer.Data!["text"]);
        Assert.StartsWith("guard_denied", Assert.Single(await gateway.RecordsAsync()).WouldDeny, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ShadowFilterFails_OnlyRecorded()
    {
        var tools = new ScriptedTools(() => JsonNode.Parse("""{"a":1,"a":2}"""));
        await using var gateway = await TestGateway.StartAsync(configure: tools.Use);
        gateway.Decide = question => TestGateway.Shadowed(question, "\"response_filters\":{\"redact_fields\":[\"b\"]}");

        Assert.True((await gateway.SearchAsync()).IsSuccessStatusCode);

        Assert.Equal("guard_denied response_filters", Assert.Single(await gateway.RecordsAsync()).WouldDeny);
    }

    [Fact]
    public async Task Call_DeniedOrTooFast_ShadowHasNothingToAdd()
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);
        gateway.Decide = question => TestGateway.Constrained(question, "\"guards\":{\"max_request_bytes\":14}") with
        {
            RateLimit = new RateLimitSpec(1, "1h", Burst: 1),
            WouldDeny = new WouldDeny("scope_denied", "deny *", "pol_shadow", 3),
        };

        await (await gateway.CallAsync("serpapi/search", "{\"q\":\"coffees\"}")).MustBeAsync(GatewayErrors.GuardDenied);
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.RateLimited);

        Assert.All(await gateway.RecordsAsync(), record => Assert.Null(record.WouldDeny));
    }

    private static async Task MustKnowNothingAsync(HttpResponseMessage response)
    {
        var text = $"{response.Headers}{await response.Content.ReadAsStringAsync()}";
        Assert.DoesNotContain("pol_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("deny", text, StringComparison.OrdinalIgnoreCase);
        var answer = await response.MustBeOkAsync();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Answer), answer.Data), text);
    }
}
