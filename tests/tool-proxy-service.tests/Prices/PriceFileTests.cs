using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

public sealed class PriceFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    [Theory]
    [InlineData("prices.json", """{"tools":{"serpapi:search":"0.05"}}""")]
    [InlineData("prices.yaml", "effective_from: 2020-01-01T00:00:00Z\ntools:\n  \"serpapi:search\": \"0.05\"\n")]
    public async Task File_Wins_AndTheApiChangesNothing(string name, string text)
    {
        var file = Write(name, text);
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, [$"--PRICES_FILE={file}"]);
        var catalog = gateway.Proxy.Services.GetRequiredService<PriceCatalog>();

        Assert.Equal(50_000, catalog.At(TimeProvider.System.GetUtcNow()).ToolPrice("serpapi", "search"));
        var prices = await gateway.Proxy.GetPricesAsync();
        Assert.Equal((PriceSource.File, "0.05"), (prices.Source, (string?)prices.Prices["tools"]?["serpapi:search"]));
        Assert.Matches("^prices_file_[0-9a-f]{12}$", prices.Version);
        Assert.Equal(prices.Version, (await gateway.Proxy.GetPricesAsync($"/versions/{prices.Version}")).Version);
        await (await gateway.Proxy.PutPricesAsync(PriceDocuments.Example())).MustBeAsync(GatewayErrors.Conflict);
        await (await gateway.Proxy.ImportAsync("""
            "prices":{},"confirm":true
            """)).MustBeAsync(GatewayErrors.Conflict);
        Assert.Equal(prices.Version, (await gateway.Proxy.MustImportAsync("""
            "prices":{}
            """)).BaseVersion);
    }

    [Fact]
    public async Task File_BeforeItsTime_NothingHasAPrice()
    {
        var file = Write("p.json", """{"effective_from":"2999-01-01T00:00:00Z","tools":{"serpapi:search":"1"}}""");
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, [$"--PRICES_FILE={file}"]);
        var catalog = gateway.Proxy.Services.GetRequiredService<PriceCatalog>();

        Assert.Null(catalog.At(TimeProvider.System.GetUtcNow()).Version);
        Assert.Equal(1_000_000, catalog.At(new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToolPrice("serpapi", "search"));
    }

    [Theory]
    [InlineData("p.json", "{", "JSON or YAML")]
    [InlineData("p.json", """{"tools":{"serpapi:search":"0.05","serpapi:search":"0.06"}}""", "JSON or YAML")]
    [InlineData("p.json", """{"tools":{"serpapi:search":0.05}}""", "tools['serpapi:search']")]
    [InlineData("p.yaml", "models: {m: {input: '1'}}", "models['m'].output")]
    [InlineData("p.yaml", "tools: {}\n---\ntools: {}\n", "one document")]
    [InlineData("p.yaml", "tools: &a {}\nmodels: *a\n", "anchor")]
    public void File_NotValid_StopsTheStartAndSaysWhy(string name, string text, string expected)
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => PriceFile.Read(Configuration(Write(name, text))));

        Assert.StartsWith("PRICES_FILE: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void File_Missing_StopsTheStart() =>
        Assert.Throws<InvalidConfigurationException>(() => PriceFile.Read(Configuration(Path.Combine(_folder.Path, "none.json"))));

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static IConfiguration Configuration(string file) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [PriceFile.Key] = file }).Build();
}
