using System.Net.Http.Json;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.ResultCaching;

public sealed class ResultCacheTests
{
    private readonly ScriptedTools _tools = new(() => new JsonObject { ["secret_field"] = "s", ["note"] = "from the tool" });

    [Fact]
    public async Task Search_SameAgain_FromTheCache()
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);

        var first = await MetaAsync(await gateway.SearchAsync());
        var second = await MetaAsync(await gateway.CallAsync("serpapi/search", """ { "q" : "coffee" } """));

        Assert.Equal((false, 1), ((bool)first["cached"]!, (int)first["attempts"]!));
        Assert.Equal((true, 0), ((bool)second["cached"]!, (int)second["attempts"]!));
        Assert.Equal("mock", (string?)second["origin"]);
        Assert.Equal(1, _tools.Calls);
        Assert.Equal([true, false], (await gateway.RecordsAsync()).Select(record => record.Cached));
    }

    [Theory]
    [InlineData("serpapi/search", """{"q":"tea"}""")]
    [InlineData("serpapi/search", """{"q":"coffee","num":3}""")]
    public async Task Call_Another_AsksTheTool(string path, string body)
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);
        await gateway.SearchAsync();

        await gateway.CallAsync(path, body);

        Assert.Equal(2, _tools.Calls);
    }

    [Fact]
    public async Task Search_AnotherAgent_AsksTheTool()
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);
        await gateway.SearchAsync();
        gateway.Holders["another-token"] = TestGateway.Agent() with { Sub = "agt_00000000000000000000000000000002", Jti = "tok_2" };

        await gateway.SearchAsync("another-token");

        Assert.Equal(2, _tools.Calls);
    }

    [Fact]
    public async Task Search_OtherPolicies_AsksTheToolAndFiltersByThem()
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);
        await gateway.SearchAsync();
        gateway.Decide = question => TestGateway.Constrained(question, """ "response_filters":{"redact_fields":["secret_field"]} """);
        // Another intent is another question, so that the decision is not the remembered one.
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Agent-Intent", "research");

        var answers = new List<JsonNode?>();
        for (var i = 0; i < 2; i++)
        {
            var answer = await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });
            answers.Add(await answer.Content.ReadFromJsonAsync<JsonNode>());
        }

        Assert.Equal(2, _tools.Calls);
        Assert.True((bool)answers[1]!["meta"]!["cached"]!);
        Assert.All(answers, answer => Assert.NotEqual("s", (string?)answer!["data"]!["secret_field"]));
    }

    [Theory]
    [InlineData("0s", 2, 0)]
    [InlineData("10s", 1, 9)]
    [InlineData("10s", 2, 10)]
    [InlineData("1d", 1, 59)]
    [InlineData("1d", 2, 60)]
    public async Task Search_PolicyBoundsTheAge_TheShorterHolds(string maxCacheAge, int calls, int secondsBetween)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(configure: services =>
        {
            _tools.Use(services);
            services.AddSingleton<TimeProvider>(clock);
        });
        gateway.Decide = question => TestGateway.Constrained(question, $$""" "guards":{"max_cache_age":"{{maxCacheAge}}"} """);

        await gateway.SearchAsync();
        clock.Advance(TimeSpan.FromSeconds(secondsBetween));
        await gateway.SearchAsync();

        Assert.Equal(calls, _tools.Calls);
    }

    [Fact]
    public async Task Mail_SameAgain_SentAgain()
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);

        await gateway.SendMailAsync();
        await gateway.SendMailAsync();

        Assert.Equal(2, _tools.Calls);
    }

    [Fact]
    public async Task Search_FiftyAtOnce_ToolIsAskedOnce()
    {
        await using var gateway = await TestGateway.StartAsync(configure: _tools.Use);
        using var client = gateway.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            await MetaAsync(await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" }))));

        Assert.Equal(1, _tools.Calls);
        Assert.Single(answers, meta => !(bool)meta["cached"]!);
    }

    [Fact]
    public async Task Search_ToolFails_NotKept()
    {
        var calls = 0;
        var tools = new ScriptedTools(() => Interlocked.Increment(ref calls) > 1 ? new JsonObject() : throw new InvalidOperationException());
        await using var gateway = await TestGateway.StartAsync(configure: tools.Use);

        var first = await gateway.SearchAsync();
        var second = await gateway.SearchAsync();

        Assert.False(first.IsSuccessStatusCode);
        Assert.True(second.IsSuccessStatusCode);
    }

    private static async Task<JsonNode> MetaAsync(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["meta"]!;
    }
}
