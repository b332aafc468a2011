using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Models.Streams;

internal static class StreamsModule
{
    public static IServiceCollection AddModelStreams(this IServiceCollection services)
    {
        services.AddInstruments<ModelMetrics>();
        services.AddSingleton<StreamRelay>();
        return services;
    }
}
