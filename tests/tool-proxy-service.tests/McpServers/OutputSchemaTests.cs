using FourRunr.ToolProxy.Tests.Faces.Mcp;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.McpServers;

/// <summary>What a server declares of its output: clients hold every answer against it, so it is said only where it stays true.</summary>
public sealed class OutputSchemaTests
{
    private const string Schema = """{"type":"object","properties":{"degrees":{"type":"number"},"by":{"type":"string"}},"required":["degrees"]}""";

    [Theory]
    [InlineData("")]
    [InlineData("""{"guards":{"max_response_bytes":100000}}""")]
    public async Task List_NoPolicyFiltersAnswers_HasTheSchemaThatAnswersFit(string constraints)
    {
        await using var test = await StartAsync();
        test.Gateway.Decide = question => constraints.Length == 0 ? TestGateway.Allowed(question) : TestGateway.Constrained(question, constraints[1..^1]);

        var published = await PublishedAsync(test);
        var result = await McpClient.ResultAsync(await MeasureAsync(test));

        Assert.Equal("number", (string?)published!["properties"]!["degrees"]!["type"]);
        Assert.Equal(["degrees"], published["required"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(21.5, (double?)result["structuredContent"]!["degrees"]);
        var modern = await McpClient.ResultAsync(await test.Client.SendModernAsync("tools/list"));
        Assert.NotNull(modern["tools"]!.AsArray().Single(tool => (string?)tool!["name"] == "measured")!["outputSchema"]);
    }

    [Theory]
    [InlineData("\"guards\":{\"pii_filters\":[\"email\"]}")]
    [InlineData("\"response_filters\":{\"redact_fields\":[\"degrees\"]}")]
    [InlineData("\"response_filters\":{\"truncate_fields\":[{\"field\":\"by\",\"max_length\":3}]}")]
    [InlineData("\"response_filters\":{\"block_patterns\":[\"secret\"]}")]
    public async Task List_PolicyFiltersAnswers_HasNoSchema(string filter)
    {
        await using var test = await StartAsync();
        test.Gateway.Decide = question => question.Action == "measured" ? TestGateway.Constrained(question, filter) : TestGateway.Allowed(question);

        Assert.Null(await PublishedAsync(test));
        Assert.NotNull((await McpClient.ResultAsync(await MeasureAsync(test)))["structuredContent"]);
    }

    [Fact]
    public async Task List_FilterThatIsOnlyTriedOut_HasTheSchema()
    {
        await using var test = await StartAsync();
        test.Gateway.Decide = question => TestGateway.Shadowed(question, "\"response_filters\":{\"redact_fields\":[\"degrees\"]}");

        Assert.NotNull(await PublishedAsync(test));
    }

    /// <summary>The official TypeScript client up to 1.x cannot read such a list at all.</summary>
    [Fact]
    public async Task List_SchemaThatEarlierClientsCannotRead_IsNotSaid()
    {
        await using var test = await StartAsync("""{"type":"object","properties":{"degrees":true}}""");

        Assert.Null(await PublishedAsync(test));
    }

    [Fact]
    public async Task Listen_FilterComes_SaysThatTheListHasChanged()
    {
        await using var test = await StartAsync();
        var response = await test.Client.SendModernAsync(
            "subscriptions/listen", new JsonObject { ["notifications"] = new JsonObject { ["toolsListChanged"] = true } });
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(reader);

        test.Gateway.Decide = question => TestGateway.Constrained(question, "\"guards\":{\"pii_filters\":[\"email\"]}");

        Assert.Equal("notifications/tools/list_changed", (string?)(await NextAsync(reader))["method"]);
    }

    [Fact]
    public async Task Call_AnswerEchoesTheCredential_StillFitsTheSchema()
    {
        await using var test = await StartAsync();
        test.Server.OnCall = _ => Measured($"by {McpServerGateway.Secret}");

        Assert.NotNull(await PublishedAsync(test));
        var result = await McpClient.ResultAsync(await MeasureAsync(test));

        Assert.Equal(("by [redacted]", 21.5), ((string?)result["structuredContent"]!["by"], (double?)result["structuredContent"]!["degrees"]));
    }

    [Fact]
    public async Task Call_AnswerWithoutTheCredentialBreaksTheSchema_IsAFailureOfTheTool()
    {
        await using var test = await StartAsync("""{"type":"object","properties":{"by":{"type":"string","pattern":"^canary-"}}}""");
        test.Server.OnCall = _ => Measured(McpServerGateway.Secret);

        var problem = await McpClient.RefusalAsync(await MeasureAsync(test), "upstream_failed");

        Assert.DoesNotContain(McpServerGateway.Secret, problem.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<McpServerGateway> StartAsync(string schema = Schema)
    {
        var test = await McpServerGateway.StartAsync();
        var tool = ScriptedMcpServer.Tool("measured", "Measures.");
        tool["outputSchema"] = JsonNode.Parse(schema);
        test.Server.Tools["measured"] = tool;
        test.Server.OnCall = _ => Measured("a@example.com");
        await test.RefreshAsync();
        return test;
    }

    private static JsonObject Measured(string by) => new()
    {
        ["content"] = new JsonArray(),
        ["structuredContent"] = new JsonObject { ["degrees"] = 21.5, ["by"] = by },
    };

    private static Task<HttpResponseMessage> MeasureAsync(McpServerGateway test) => test.Client.CallAsync("measured", new JsonObject { ["text"] = "x" });

    private static async Task<JsonNode?> PublishedAsync(McpServerGateway test) =>
        (await McpClient.ResultAsync(await test.Client.SendAsync("tools/list")))["tools"]!.AsArray().Single(tool => (string?)tool!["name"] == "measured")!["outputSchema"];

    private static async Task<JsonObject> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonNode.Parse(line["data: ".Length..])!.AsObject();
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }
}
