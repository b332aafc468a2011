using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.ToolProxy.BuiltInTools;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class UpstreamModeTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Standalone")]
    public void Start_ModeNotSaid_Mock(string environment)
    {
        using var services = Start(environment);

        Assert.All(services.GetRequiredService<ToolCatalog>().Actions, action => Assert.StartsWith("Mock", action.Adapter.GetType().Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Production", null, null)]
    [InlineData("Staging", null, null)]
    [InlineData("Development", "UPSTREAM_MODE", "Mock")]
    [InlineData("Development", "UPSTREAM_MODE:openai", "real")]
    [InlineData("Development", "UPSTREAM_MODE:opneai", "live")]
    [InlineData("Production", "UPSTREAM_MODE:openai", "live")]
    public void Start_ModeMissingOrWrong_NamesTheSetting(string environment, string? key, string? value)
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => Start(environment, (key ?? "UNRELATED", value)).Dispose());

        Assert.Contains("UPSTREAM_MODE", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OneToolLive_ThatOneSaysItIsNotConfigured()
    {
        using var services = Start("Production", ("UPSTREAM_MODE", "mock"), ("UPSTREAM_MODE:openai", "live"));
        var catalog = services.GetRequiredService<ToolCatalog>();
        using var parameters = JsonDocument.Parse("""{"q":"x"}""");

        var live = catalog.Find("openai", "chat")!;
        var mock = catalog.Find("serpapi", "search")!;

        var failure = Assert.IsType<ToolResult.Failure>(await live.Adapter.CallAsync(new ToolRequest { Action = live, Parameters = parameters.RootElement }, CancellationToken.None));
        Assert.Equal(GatewayErrors.ToolNotConfigured, failure.Why.Kind);
        Assert.IsType<ToolResult.Success>(await mock.Adapter.CallAsync(new ToolRequest { Action = mock, Parameters = parameters.RootElement }, CancellationToken.None));
    }

    [Fact]
    public void Catalog_SevenActions_OnlySendingWrites()
    {
        using var services = Start("Development");
        var catalog = services.GetRequiredService<ToolCatalog>();

        Assert.Equal(7, catalog.Actions.Count);
        Assert.Equal(["send"], catalog.Actions.Where(action => action.HasSideEffects).Select(action => action.Name));
        Assert.False(catalog.Find("gmail_send", "send")!.Idempotent);
        Assert.Null(catalog.Find("serpapi", "Search"));
        Assert.Null(catalog.Find("serpapi", "get"));
    }

    private static ServiceProvider Start(string environment, params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)))
            .Build();
        var services = new ServiceCollection()
            .AddSingleton<IHostEnvironment>(new Environment(environment))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(GatewaySettings.From(configuration, new Environment(environment)))
            .AddOutbound(configuration)
            .AddBuiltInTools(configuration)
            .BuildServiceProvider();
        // What the host does first.
        services.GetRequiredService<IStartupValidator>().Validate();
        return services;
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
