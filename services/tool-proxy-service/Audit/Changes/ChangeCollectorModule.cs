using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Changes;

/// <summary>What takes changes of operators into the trail: from this service, auth-service and policy-service.</summary>
internal static class ChangeCollectorModule
{
    public static void AddChangeCollector(this IServiceCollection services)
    {
        services.AddTransfer(provider => new OwnChanges(provider.GetRequiredService<ChangeOutbox>()));
        services.AddTransfer(DependencyModule.AuthService, settings => settings.AuthUrl);
        services.AddTransfer(DependencyModule.PolicyService, settings => settings.PolicyUrl);
        services.AddSingleton<ChangeCollector>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeCollector>());
    }

    /// <summary>With a client of its own: calls have another breaker, and failures here must not open it.</summary>
    private static void AddTransfer(this IServiceCollection services, string service, Func<GatewaySettings, Uri> url)
    {
        var client = $"{service} changes";
        services.AddDependency(client, url);
        services.AddTransfer(provider => new ServiceChanges(service, provider.GetRequiredKeyedService<DependencyClient>(client)));
    }

    private static void AddTransfer(this IServiceCollection services, Func<IServiceProvider, IChangeSource> source) =>
        services.AddSingleton(provider => new ChangeTransfer(
            source(provider), provider.GetRequiredService<AuditJournal>(), provider.GetRequiredService<TimeProvider>()));
}
