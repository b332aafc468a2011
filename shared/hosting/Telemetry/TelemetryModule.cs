using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace FourRunr.Hosting.Telemetry;

public static class TelemetryModule
{
    public static IServiceCollection AddGatewayTelemetry(this IServiceCollection services)
    {
        var meterName = $"FourRunr.Gateway.{Guid.NewGuid():N}";
        services.AddSingleton(provider => new GatewayMeter(provider.GetRequiredService<IMeterFactory>().Create(meterName)));
        services.AddSingleton<CacheMetrics>();
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

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
}
