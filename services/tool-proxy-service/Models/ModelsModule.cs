using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Models.Tokens;

namespace FourRunr.ToolProxy.Models;

internal static class ModelsModule
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddSingleton<ModelPlanner>();
        services.AddModelStreams();
        services.AddSingleton<TokenCounter>();
        return services;
    }
}
