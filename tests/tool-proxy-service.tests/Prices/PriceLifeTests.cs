using System.Net;
using FourRunr.Contracts;
using FourRunr.Hosting.Changes;
using FourRunr.Hosting.Requests;
using FourRunr.Invalidation;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Prices.Management;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

/// <summary>Prices from the request that sets them to the replica that uses them.</summary>
public sealed class PriceLifeTests
{
    private static readonly ModelUsage Million = new() { Input = 1_000_000 };

    [Theory, BothBackends]
    public async Task Set_PricesInVersions_ReadableWithTheirNumbers(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var none = await gateway.Proxy.GetPricesAsync();
        Assert.Equal(("prices_0", 0), (none.Version, none.Prices.Count));

        var first = await gateway.Proxy.PutPricesAsync(PriceDocuments.Example());
        var second = await gateway.Proxy.PutPricesAsync("tools: {\"serpapi:search\": \"0.02\"}", type: "application/yaml");
        var again = await gateway.Proxy.PutPricesAsync("tools: {\"serpapi:search\": \"0.02\"}", type: "application/yaml");

        Assert.Equal(("\"prices_1\"", "\"prices_2\"", "\"prices_2\""), (first.Headers.ETag?.Tag, second.Headers.ETag?.Tag, again.Headers.ETag?.Tag));
        var now = await gateway.Proxy.GetPricesAsync();
        Assert.Equal(("prices_2", PriceSource.Stored, "opr_1", "0.02"), (now.Version, now.Source, now.CreatedBy, (string?)now.Prices["tools"]?["serpapi:search"]));
        Assert.Equal(now.CreatedAt, now.EffectiveFrom);
        Assert.Equal("1.25", (string?)(await gateway.Proxy.GetPricesAsync("/versions/prices_1")).Prices["models"]?["openai/gpt"]?["input"]);
        var versions = await gateway.Proxy.ListPricesAsync();
        Assert.Equal([("prices_2", true), ("prices_1", false)], versions.Items.Select(version => (version.Version, version.IsCurrent)));
        var page = await gateway.Proxy.ListPricesAsync("?limit=1");
        Assert.Equal("prices_1", Assert.Single((await gateway.Proxy.ListPricesAsync($"?limit=1&cursor={page.NextCursor}")).Items).Version);
    }

    [Theory, BothBackends]
    public async Task Set_WithIfMatch_OnlyTheNewestVersion(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Proxy.PutPricesAsync(PriceDocuments.Example(), "\"prices_0\"")).StatusCode);
        await (await gateway.Proxy.PutPricesAsync("{}", "\"prices_0\"")).MustBeAsync(GatewayErrors.PreconditionFailed);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Proxy.PutPricesAsync("{}", "\"prices_1\"")).StatusCode);
        Assert.Equal("prices_2", (await gateway.Proxy.GetPricesAsync()).Version);
    }

    [Theory, BothBackends]
    public async Task Set_AtOnce_EveryOneGetsANumberOrIsRefused(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => gateway.Proxy.PutPricesAsync(PriceDocuments.Example(search: $"0.0{i}"))));

        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict));
        var stored = answers.Where(answer => answer.IsSuccessStatusCode).Select(answer => answer.Headers.ETag?.Tag).ToList();
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Equal(stored.Count, (await gateway.Proxy.ListPricesAsync()).Items.Count);
    }

    [Theory, BothBackends]
    public async Task Set_AtOneProxy_TheOtherFollowsAtOnce(Backend backend)
    {
        var channel = new InProcessInvalidationChannel(sharedByAllServices: true, TimeProvider.System);
        void Share(IServiceCollection services)
        {
            if (backend == Backend.Embedded)
            {
                services.AddSingleton<IInvalidationChannel>(channel);
            }
        }

        await using var gateway = await TestGateway.StartAsync(backend, Share);
        await using var other = await gateway.StartAnotherProxyAsync(Share);
        await LiveChannel.WaitAsync(other.Services.GetRequiredService<IInvalidationChannel>());
        var there = other.Services.GetRequiredService<PriceCatalog>();

        await gateway.Proxy.PutPricesAsync(PriceDocuments.Example());
        await Eventually.TrueAsync(() => PriceOf(there) == 10_000, "the other replica has the first prices");
        await gateway.Proxy.PutPricesAsync(PriceDocuments.Example(search: "0.03"));
        await Eventually.TrueAsync(() => PriceOf(there) == 30_000, "the other replica has the second prices");
    }

    [Theory, BothBackends]
    public async Task Set_ForLater_CountsWhenTheTimeHasCome(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var catalog = CatalogAt(gateway, clock);
        var editor = EditorAt(gateway, catalog, clock);
        var start = clock.GetUtcNow();

        await SetAsync(editor, PriceDocuments.Example(gpt: """{"input":"1","output":"1"}"""));
        await SetAsync(editor, PriceDocuments.Example(gpt: """{"input":"2","output":"1"}"""), start + TimeSpan.FromDays(30));
        await SetAsync(editor, PriceDocuments.Example(gpt: """{"input":"3","output":"1"}"""), start + TimeSpan.FromDays(10));

        Assert.Equal(1_000_000, CostAt(catalog, clock));
        var held = catalog.At(clock.GetUtcNow());
        clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(1_000_000, CostAt(catalog, clock));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3_000_000, CostAt(catalog, clock));
        Assert.Equal(1_000_000, catalog.At(clock.GetUtcNow() - TimeSpan.FromMinutes(1)).FindModel("openai", "gpt")?.Cost(Million));
        await catalog.RefreshAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(("prices_2", 2_000_000), (catalog.At(clock.GetUtcNow()).Version, CostAt(catalog, clock)));
        // What was looked up when a call began stays what it was.
        Assert.Equal(("prices_1", 1_000_000), (held.Version, held.FindModel("openai", "gpt")?.Cost(Million)));

        // A replica that starts now knows the same.
        using var later = CatalogAt(gateway, clock);
        await later.RefreshAsync(CancellationToken.None);
        Assert.Equal("prices_2", later.At(clock.GetUtcNow()).Version);
    }

    [Theory, BothBackends]
    public async Task Set_ForTheFuture_IsListedAndNotInUse(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.Proxy.PutPricesAsync(PriceDocuments.Example());

        Assert.Equal(HttpStatusCode.OK, (await gateway.Proxy.PutPricesAsync("""{"effective_from":"2999-01-01T00:00:00Z","tools":{}}""")).StatusCode);

        Assert.Equal("prices_1", (await gateway.Proxy.GetPricesAsync()).Version);
        Assert.Equal([false, true], (await gateway.Proxy.ListPricesAsync()).Items.Select(version => version.IsCurrent));
        var problem = await (await gateway.Proxy.PutPricesAsync("{}", "\"prices_1\"")).MustBeAsync(GatewayErrors.PreconditionFailed);
        Assert.Contains("prices_2", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_InThePast_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.Proxy.PutPricesAsync("""{"effective_from":"2020-01-01T00:00:00Z"}""")).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Contains("effective_from", problem.Errors!.Keys);
        Assert.Empty((await gateway.Proxy.ListPricesAsync()).Items);
    }

    [Theory]
    [InlineData("""{"models":{"m":{"input":0.5,"output":"1"}}}""", "models['m'].input")]
    [InlineData("""{"model":{}}""", "model")]
    public async Task Set_BadDocument_IsRefusedByMember(string json, string member)
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.Proxy.PutPricesAsync(json)).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Contains(member, problem.Errors!.Keys);
    }

    [Theory]
    [InlineData("/versions/prices_1")]
    [InlineData("/versions/prices_01")]
    [InlineData("/versions/1")]
    [InlineData("/versions/prices_99999999999")]
    public async Task Get_UnknownVersion_IsNotFound(string path)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = gateway.Proxy.AdminClient();

        await (await client.GetAsync($"/v1/admin/prices{path}")).MustBeAsync(GatewayErrors.NotFound);
    }

    [Theory, BothBackends]
    public async Task Refresh_StoredVersionThatCannotBeUsed_TheOneBeforeGoesOn(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.Proxy.PutPricesAsync(PriceDocuments.Example());
        await gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(
            """
            INSERT INTO price_versions (version, effective_from, document, created_at, created_by)
            SELECT 2, effective_from, '{"newer":1}', created_at, created_by FROM price_versions
            """,
            values: null,
            CancellationToken.None);

        await gateway.Proxy.Services.GetRequiredService<PriceCatalog>().RefreshAsync(CancellationToken.None);
        Assert.Equal(10_000, PriceOf(gateway.Proxy.Services.GetRequiredService<PriceCatalog>()));
        await (await gateway.Proxy.ImportAsync("""
            "prices":{}
            """)).MustBeAsync(GatewayErrors.Conflict);

        // Also long afterwards, at a replica that never knew another one.
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1));
        using var later = CatalogAt(gateway, clock);
        await later.RefreshAsync(CancellationToken.None);
        Assert.Equal("prices_1", later.At(clock.GetUtcNow()).Version);
    }

    private static long? PriceOf(PriceCatalog catalog) => catalog.At(TimeProvider.System.GetUtcNow()).ToolPrice("serpapi", "search");

    private static long? CostAt(PriceCatalog catalog, TimeProvider clock) => catalog.At(clock.GetUtcNow()).FindModel("openai", "gpt")?.Cost(Million);

    private static PriceCatalog CatalogAt(TestGateway gateway, TimeProvider clock) => new(
        gateway.Proxy.Services.GetRequiredService<PriceStore>(), clock, new ConfigurationBuilder().Build(), NullLogger<PriceCatalog>.Instance);

    private static PriceEditor EditorAt(TestGateway gateway, PriceCatalog catalog, TimeProvider clock) => new(
        gateway.Proxy.Services.GetRequiredService<PriceStore>(),
        gateway.Proxy.Services.GetRequiredService<Database>(),
        catalog,
        gateway.Proxy.Services.GetRequiredService<IInvalidationChannel>(),
        clock,
        NullLogger<PriceEditor>.Instance);

    private static async Task SetAsync(PriceEditor editor, string json, DateTimeOffset? from = null) => Assert.IsType<PriceOutcome.Done>(
        await editor.SetAsync(PriceDocuments.Read(json) with { EffectiveFrom = from }, new IfMatch(Tags: null), Actor.System, CancellationToken.None));
}
