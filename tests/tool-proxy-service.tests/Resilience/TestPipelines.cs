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
        Pipelines = new ToolResiliencePipelines(
            new ToolCatalog(actions), new ChaosInjection(Chaos, new ChaosMetrics(new GatewayMeter(Meter)), Clock, randomizer), metrics, Clock, NullLogger<ToolResiliencePipelines>.Instance);
    }

    public FakeTimeProvider Clock { get; } = new();

    public Meter Meter { get; } = new("test");

    public ChaosRules Chaos { get; }

    public ToolResiliencePipelines Pipelines { get; }

    /// <summary>Runs the call; whenever it waits, time passes.</summary>
    public async Task<AskedTool> CallAsync(ToolRequest request, TimeSpan? step = null)
    {
        var attempts = 0;
        var call = Pipelines.For(request).CallAsync(request with
        {
            OnAttempt = () =>
            {
                attempts++;
                request.OnAttempt();
            },
        });
        using var pace = new PeriodicTimer(Pace);
        while (!call.IsCompleted)
        {
            await pace.WaitForNextTickAsync();
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(20));
        }

        return new AskedTool(await call, attempts);
    }

    internal sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

/// <param name="Attempts">How often the tool was asked.</param>
internal sealed record AskedTool(ToolResult Result, int Attempts);
