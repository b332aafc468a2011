using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Resilience;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FourRunr.ToolProxy.Tests.Resilience;

/// <summary>Pipelines on a clock that the test moves.</summary>
internal sealed class TestPipelines
{
    /// <summary>Real time between two steps of the fake one: what a step sets off must come before the next.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    public TestPipelines(params ToolAction[] actions)
        : this(actions, () => 0.5)
    {
    }

    /// <param name="randomizer">What chaos draws.</param>
    public TestPipelines(ToolAction[] actions, Func<double> randomizer)
    {
        var metrics = new ResilienceMetrics(new GatewayMeter(Meter));
        Chaos = new ChaosRules(new ConfigurationBuilder().Build(), new Named("Development"), Clock);
        Pipelines = new ToolPipelines(
            new ToolCatalog(actions), new ChaosInjection(Chaos, metrics, Clock, randomizer), metrics, Clock, NullLogger<ToolPipelines>.Instance);
    }

    public FakeTimeProvider Clock { get; } = new();

    public Meter Meter { get; } = new("test");

    public ChaosRules Chaos { get; }

    public ToolPipelines Pipelines { get; }

    /// <summary>Runs the call; whenever it waits, time passes.</summary>
    public async Task<ToolAnswer> CallAsync(ToolRequest request, TimeSpan? step = null)
    {
        var call = Pipelines.For(request).CallAsync(request);
        using var pace = new PeriodicTimer(Pace);
        while (!call.IsCompleted)
        {
            await pace.WaitForNextTickAsync();
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(20));
        }

        return await call;
    }

    internal sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
