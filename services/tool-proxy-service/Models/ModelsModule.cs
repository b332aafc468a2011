using FourRunr.ToolProxy.Models.Tokens;

namespace FourRunr.ToolProxy.Models;

internal static class ModelsModule
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddSingleton<ModelPlanner>();
        services.AddSingleton<TokenCounter>();
        return services;
    }
}
