using System.Diagnostics.Metrics;
using FourRunr.Hosting.OpenApi;
using OpenTelemetry.Metrics;

namespace FourRunr.Hosting.Telemetry;

public static class TelemetryModule
{
    /// <param name="service">The name that its metrics show, e.g. <c>auth-service</c>.</param>
    public static IServiceCollection AddGatewayTelemetry(this IServiceCollection services, string service)
    {
        var meterName = $"FourRunr.Gateway.{Guid.NewGuid():N}";
        services.AddSingleton(provider =>
        {
            // The exporter must listen before the first instrument is made: otherwise its initial zero is in no scrape.
            provider.GetRequiredService<MeterProvider>();
            return new GatewayMeter(provider.GetRequiredService<IMeterFactory>().Create(meterName));
        });
        services.AddInstruments<CacheMetrics>();
        services.AddInstruments<ProcessMetrics>();
        services.AddInstruments(provider => new BuildMetrics(provider.GetRequiredService<GatewayMeter>(), service));
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(meterName)
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter(options =>
            {
                options.ScopeInfoEnabled = false;
                options.TargetInfoEnabled = false;
            }));
        return services;
    }

    /// <summary>
    /// A singleton that owns instruments. It is made when the service starts, so that gauges and counters at zero are in the
    /// first scrape: otherwise an alert on an increase would miss the first event.
    /// </summary>
    public static IServiceCollection AddInstruments<T>(this IServiceCollection services)
        where T : class
    {
        services.AddSingleton<T>();
        return services.AddHostedService<MadeAtStart<T>>();
    }

    private static void AddInstruments<T>(this IServiceCollection services, Func<IServiceProvider, T> make)
        where T : class
    {
        services.AddSingleton(make);
        services.AddHostedService<MadeAtStart<T>>();
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous()
            .WithMetadata(new PlainOperation(
                "GetMetrics", "Metrics in the text format of Prometheus.", "Health", typeof(string), "text/plain"));

    private sealed class MadeAtStart<T>(IServiceProvider services) : IHostedService
        where T : class
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<T>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
