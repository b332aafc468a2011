using FourRunr.ToolProxy.Models.Streams;

namespace FourRunr.ToolProxy.Models;

internal static class ModelsModule
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddSingleton<ModelPlanner>();
        services.AddModelStreams();
        return services;
    }
}
