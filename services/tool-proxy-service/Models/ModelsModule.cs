using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Models.Attempts;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Models.Tokens;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models;

internal static class ModelsModule
{
    /// <summary>Models of providers, as the file <c>MODELS_FILE</c> describes them.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddModelStreams();
        services.AddSingleton<TokenCounter>();
        services.AddSingleton<ModelsDocumentReader>();
        services.AddSingleton<ModelsFile>();
        services.AddSingleton(provider => provider.GetRequiredService<ModelsFile>().Read());
        services.AddSingleton<ProviderFailures>();
        // At start, so that their breakers are listed and measured before the first call.
        services.AddInstruments<ProviderClients>();
        services.AddSingleton<ModelAttempt>();
        services.AddSingleton<ModelAdapter>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton(provider => new EndpointActions([.. provider.GetRequiredService<ModelEndpoints>().All]));
        services.AddSingleton<ModelPlanner>();
        return services;
    }
}
