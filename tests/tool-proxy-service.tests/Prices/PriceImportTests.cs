using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

/// <summary>The import over the API.</summary>
public sealed class PriceImportTests
{
    private const string Before = """
        {"models":{
          "contoso/birch-2":{"input":"1.25","cache_read":"0.1","output":"10","reasoning":"12","factor":"1.2","encoding":"cl100k_base","context_window":200000,
            "service_tiers":{"flex":{"factor":"0.5"},"batch":{"input":"0.625","output":"5"}}},
          "contoso/exact":{"input":"0.2","output":"0.12999000000000001"},
          "contoso/oak-ranges":{"input":"0.05","output":"0.4","tiers":[{"above_input_tokens":256000,"input":"0.25","output":"2"}]},
          "own/model":{"input":"1","output":"2"}},
         "tools":{"serpapi:search":"0.01"}}
        """;

    private static readonly string File = $"""
        "prices":{LiteLlmFileTests.Example}
        """;

    [Theory, BothBackends]
    public async Task Import_WithoutConfirmation_IsAPreview(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.Proxy.PutPricesAsync(Before);

        var preview = await gateway.Proxy.MustImportAsync(File);

        Assert.Equal(("prices_1", null, 1, 1), (preview.BaseVersion, preview.Applied, preview.Unchanged, preview.Kept));
        Assert.Equal(["contoso/embed-small", "northwind/maple-1"], preview.Added);
        Assert.Empty(preview.Removed);
        Assert.Equal(["contoso/exact"], preview.Jumps);
        Assert.Equal(7, preview.Skipped.Count);
        Assert.Equal(2, preview.LeftOut.Count);
        Assert.Equal("prices_1", (await gateway.Proxy.GetPricesAsync()).Version);
        Assert.Single((await gateway.Proxy.ListPricesAsync()).Items);
    }

    [Fact]
    public async Task Import_Differences_AreByWhatCounts()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Proxy.PutPricesAsync(Before);

        var changed = (await gateway.Proxy.MustImportAsync(File)).Changed.ToDictionary(change => (change.Model, change.Price));

        Assert.Equal(new PriceChange("contoso/exact", "input", IsJump: true, "0.2", "2.9999900000000002", "15"), changed[("contoso/exact", "input")]);
        // Where a cache read had no price of its own, it had that of input.
        Assert.True(changed[("contoso/exact", "cache_read")].IsJump);
        Assert.Equal(new PriceChange("contoso/birch-2", "cache_read", IsJump: false, "0.1", "0.125", "1.25"), changed[("contoso/birch-2", "cache_read")]);
        Assert.Equal(new PriceChange("contoso/birch-2", "tiers[272000].input", IsJump: false, "1.25", "2.5", "2"), changed[("contoso/birch-2", "tiers[272000].input")]);
        Assert.Equal(new PriceChange("contoso/birch-2", "service_tiers.flex.input", IsJump: false, "0.625", null, null), changed[("contoso/birch-2", "service_tiers.flex.input")]);
        Assert.Equal(new PriceChange("contoso/birch-2", "service_tiers.priority.output", IsJump: false, null, "20", null), changed[("contoso/birch-2", "service_tiers.priority.output")]);
        Assert.Equal(new PriceChange("contoso/birch-2", "context_window", IsJump: false, "200000", "400000", null), changed[("contoso/birch-2", "context_window")]);
        Assert.DoesNotContain(("contoso/birch-2", "input"), changed.Keys);
        Assert.DoesNotContain(("contoso/birch-2", "service_tiers.batch.output"), changed.Keys);
        Assert.DoesNotContain(changed.Keys, key => key.Model == "contoso/oak-ranges");
    }

    [Theory, BothBackends]
    public async Task Import_Jump_MustBeConfirmedByName(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.Proxy.PutPricesAsync(Before);

        var problem = await (await gateway.Proxy.ImportAsync($"""{File},"confirm":true""")).MustBeAsync(GatewayErrors.Conflict);
        Assert.Equal(["'contoso/exact' must be named."], problem.Errors!["confirm_jumps"]);
        await (await gateway.Proxy.ImportAsync($"""{File},"confirm":true,"confirm_jumps":["contoso/birch-2"]""")).MustBeAsync(GatewayErrors.Conflict);
        Assert.Equal("prices_1", (await gateway.Proxy.GetPricesAsync()).Version);

        var applied = await gateway.Proxy.MustImportAsync($"""{File},"confirm":true,"confirm_jumps":["contoso/exact"]""");

        Assert.Equal(("prices_2", 0), (applied.Applied, applied.Jumps.Count));
        var prices = (await gateway.Proxy.GetPricesAsync()).Prices;
        Assert.Equal(("2.9999900000000002", "0.01", "1"), ((string?)prices["models"]?["contoso/exact"]?["input"], (string?)prices["tools"]?["serpapi:search"], (string?)prices["models"]?["own/model"]?["input"]));
        // What the file knows nothing of stays.
        Assert.Equal(("1.2", "cl100k_base"), ((string?)prices["models"]?["contoso/birch-2"]?["factor"], (string?)prices["models"]?["contoso/birch-2"]?["encoding"]));

        var again = await gateway.Proxy.MustImportAsync($"""{File},"confirm":true""");
        Assert.Equal((null, 0, 5), (again.Applied, again.Changed.Count, again.Unchanged));
        Assert.Equal("prices_2", (await gateway.Proxy.GetPricesAsync()).Version);
    }

    [Fact]
    public async Task Import_RemoveMissing_TakesPricesAway()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Proxy.PutPricesAsync(Before);

        var applied = await gateway.Proxy.MustImportAsync($"""{File},"confirm":true,"remove_missing":true,"confirm_jumps":["contoso/exact"]""");

        Assert.Equal("own/model", Assert.Single(applied.Removed));
        Assert.Equal(0, applied.Kept);
        Assert.Null((await gateway.Proxy.GetPricesAsync()).Prices["models"]?["own/model"]);
    }

    [Fact]
    public async Task Import_IntoNothing_FromAStringOfJson_ForLater()
    {
        await using var gateway = await TestGateway.StartAsync();
        var text = JsonValue.Create(LiteLlmFileTests.Example).ToJsonString();

        var applied = await gateway.Proxy.MustImportAsync($$"""
            "prices":{{text}},"providers":{"northwind":"north-eu"},"confirm":true,"effective_from":"2999-01-01T00:00:00Z"
            """);

        Assert.Equal(("north-eu/maple-1", "prices_0", "prices_1"), (Assert.Single(applied.Added), applied.BaseVersion, applied.Applied));
        Assert.Equal("prices_0", (await gateway.Proxy.GetPricesAsync()).Version);
    }

    [Fact]
    public async Task Import_IfMatchOfAnotherVersion_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Proxy.PutPricesAsync(Before);

        await (await gateway.Proxy.ImportAsync(File, "\"prices_0\"")).MustBeAsync(GatewayErrors.PreconditionFailed);
        Assert.True((await gateway.Proxy.ImportAsync(File, "\"prices_1\"")).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("\"prices\":[]", "prices")]
    [InlineData("\"prices\":\"{\"", "prices")]
    [InlineData("\"prices\":\"[1]\"", "prices")]
    [InlineData("\"prices\":7", "prices")]
    [InlineData("\"prices\":{\"\\ud800\":{}}", "prices")]
    [InlineData("\"prices\":{\"a\":{\"mode\":\"\\ud800\"}}", "prices")]
    [InlineData("\"prices\":{\"p/a\":{},\"p/a\":{}}", "body_invalid")]
    [InlineData("\"prices\":\"{\\\"a\\\":1,\\\"a\\\":2}\"", "prices")]
    [InlineData("\"confirm\":true", "prices")]
    [InlineData("\"prices\":{},\"confirmed\":true", "confirmed")]
    [InlineData("\"prices\":{},\"confirm\":true,\"effective_from\":\"2020-01-01T00:00:00Z\"", "effective_from")]
    [InlineData("\"prices\":{},\"providers\":[]", "providers")]
    public async Task Import_BadBody_IsRefused(string body, string member)
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.Proxy.ImportAsync(body)).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Contains(member, JsonSerializer.Serialize(problem, GatewayJson.Strict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Agent_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = gateway.Client();
        using var body = new StringContent("""{"prices":{}}""", System.Text.Encoding.UTF8, "application/json");

        await (await client.PostAsync("/v1/admin/prices/import", body)).MustBeAsync(GatewayErrors.AccessDenied);
    }
}
