using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Constraints;

public sealed class FilterTests
{
    private const string Canary = "canary-4f1d";

    [Fact]
    public async Task Call_RedactAndTruncate_AtAnyDepthAndNothingElse()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => question.Intent is null
            ? TestGateway.Allowed(question)
            : TestGateway.Constrained(
                question, "\"response_filters\":{\"redact_fields\":[\"Snippet\"],\"truncate_fields\":[{\"field\":\"title\",\"max_length\":3}]}");
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Agent-Intent", "filtered");

        var expected = (await (await gateway.SearchAsync()).MustBeOkAsync()).Data!;
        using var question = new StringContent("{\"q\":\"coffee\"}", System.Text.Encoding.UTF8, "application/json");
        var filtered = (await (await client.PostAsync("/v1/tools/serpapi/search", question)).MustBeOkAsync()).Data!;

        foreach (var result in expected["organic_results"]!.AsArray())
        {
            result!["snippet"] = "[redacted]";
            result["title"] = "cof";
        }

        Assert.True(JsonNode.DeepEquals(expected, filtered), filtered.ToJsonString());
    }

    [Fact]
    public async Task Call_PersonalData_IsRedacted()
    {
        var tools = new ScriptedTools(() => new JsonObject
        {
            ["people"] = new JsonArray(new JsonObject
            {
                ["mail"] = "write to ann@example.com or not",
                ["phone"] = "+1 416 555 0199",
                ["ssn"] = "123-45-6789",
                ["card"] = "4111 1111 1111 1111",
                ["order"] = "4111 1111 1111 1112",
            }),
        });
        await using var gateway = await TestGateway.StartAsync(configure: tools.Use);
        gateway.Decide = question => TestGateway.Constrained(
            question, "\"guards\":{\"pii_filters\":[\"email\",\"phone\",\"ssn\",\"credit_card\"]}");

        var person = (await (await gateway.SearchAsync()).MustBeOkAsync()).Data!["people"]![0]!;

        Assert.Equal("write to [redacted:email] or not", (string?)person["mail"]);
        Assert.Equal("[redacted:phone]", (string?)person["phone"]);
        Assert.Equal("[redacted:ssn]", (string?)person["ssn"]);
        Assert.Equal("[redacted:credit_card]", (string?)person["card"]);
        Assert.Equal("4111 1111 1111 1112", (string?)person["order"]);
    }

    [Theory, BothBackends]
    public async Task Call_BlockedPatternAfterAnEffect_WithheldAndTheEffectIsOnRecord(Backend backend)
    {
        var tools = new ScriptedTools(() => new JsonObject { ["id"] = Canary });
        await using var gateway = await TestGateway.StartAsync(backend, tools.Use);
        gateway.UseAnAgentOfItsOwn();
        gateway.Decide = question => TestGateway.Constrained(question, "\"response_filters\":{\"block_patterns\":[\"canary-\\u0000?4\"]}");

        var response = await gateway.SendMailAsync();

        Assert.DoesNotContain(Canary, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var problem = await response.MustBeAsync(GatewayErrors.GuardDenied);
        Assert.Equal("response_filters.block_patterns canary-\0?4", problem.Rule);
        Assert.StartsWith("Do not repeat the call", problem.HowToFix, StringComparison.Ordinal);
        Assert.Equal(1, tools.Calls);
        var record = Assert.Single(await gateway.RecordsAsync());
        Assert.Equal(("guard_denied", 403, 1), (record.Outcome, record.Status, record.Attempts));
        Assert.Equal(("response_filters.block_patterns canary-??4", "pol_c", 7), (record.Rule, record.PolicyId, record.PolicyVersion));
        Assert.True(record.ResponseBytes > 0);
    }

    [Fact]
    public async Task Call_AnswerTooLarge_WithheldByItsSizeAsSent()
    {
        // As JSON 20 bytes: {"a":"…"} and 6 letters of 2 bytes each.
        var tools = new ScriptedTools(() => new JsonObject { ["a"] = "éééééé" });
        await using var gateway = await TestGateway.StartAsync(configure: tools.Use);
        gateway.Decide = question => TestGateway.Constrained(
            question, $"\"guards\":{{\"max_response_bytes\":{(question.Tool == "serpapi" ? 20 : 19)}}}");

        await (await gateway.SearchAsync()).MustBeOkAsync();
        var problem = await (await gateway.CallAsync("http_fetch/get", "{\"url\":\"https://example.org\"}")).MustBeAsync(GatewayErrors.GuardDenied);

        Assert.Equal("guards.max_response_bytes 19", problem.Rule);
        Assert.StartsWith("Ask for less", problem.HowToFix, StringComparison.Ordinal);
        var record = Assert.Single(await gateway.RecordsAsync("?outcome=guard_denied"));
        Assert.Equal((1, 20L, problem.Rule), (record.Attempts, record.ResponseBytes, record.Rule));
    }

    [Theory]
    [InlineData("serpapi/search", "{\"q\":\"x\"}")]
    [InlineData("gmail_send/send", "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}")]
    public async Task Call_FilterFails_NothingOfTheAnswerLeaks(string path, string parameters)
    {
        // A member twice: readable as text, but not as an object; what then is thrown quotes the name.
        var tools = new ScriptedTools(() => JsonNode.Parse($$"""{"{{Canary}}":1,"{{Canary}}":2}"""));
        using var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(configure: services =>
        {
            tools.Use(services);
            logs.Use(services);
        });
        gateway.Decide = question => TestGateway.Constrained(question, "\"response_filters\":{\"redact_fields\":[\"password\"]}");

        var response = await gateway.CallAsync(path, parameters);

        Assert.DoesNotContain(Canary, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("response_filters", (await response.MustBeAsync(GatewayErrors.GuardDenied)).Rule);
        Assert.Contains("response_filters", Assert.Single(logs.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, logs.Text, StringComparison.Ordinal);
        var record = Assert.Single(await gateway.RecordsAsync());
        Assert.Equal(("guard_denied", 1, "response_filters"), (record.Outcome, record.Attempts, record.Rule));
    }
}
