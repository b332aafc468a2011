using FourRunr.Hosting.Health;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Budgets;

internal static class BudgetsModule
{
    /// <summary>
    /// With <c>ConnectionStrings:Redis</c> all replicas share their budgets; otherwise each process has its own. Needs an <see cref="ISpendHistory"/>,
    /// an <see cref="IAgentBudgets"/> and the limits.
    /// </summary>
    public static IServiceCollection AddBudgets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddInstruments<BudgetMetrics>();
        services.AddSingleton(new BudgetWebhookSetting(BudgetWebhook.From(configuration)));
        services.AddSingleton<BudgetAlertSignal>();
        services.AddSingleton<BudgetAlertStore>();
        services.AddInstruments<BudgetAlerts>();
        services.AddSingleton<IBudgetAlerts>(provider => provider.GetRequiredService<BudgetAlerts>());
        services.AddSingleton<BudgetAlertSender>();
        services.AddHostedService(provider => provider.GetRequiredService<BudgetAlertSender>());
        if (configuration.GetConnectionString("Redis") is not { Length: > 0 })
        {
            services.AddSingleton<IBudgetLedger, InProcessBudgetLedger>();
            return services;
        }

        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<LimitOptions>>().Value;
            return new BudgetOutage(new Outage(provider.GetRequiredService<TimeProvider>(), options.QuotaPause, options.QuotaSettling));
        });
        services.AddSingleton<BudgetScripts>();
        services.AddSingleton<RedisCrossings>();
        services.AddSingleton<OwnCallRegistry>();
        services.AddSingleton<BudgetShareLimiter>();
        services.AddSingleton<BudgetRebuilder>();
        services.AddSingleton<BudgetReader>();
        services.AddSingleton<BudgetRedisProbe>();
        services.AddSingleton<RedisBudgetLedger>();
        services.AddSingleton<IBudgetLedger>(provider => provider.GetRequiredService<RedisBudgetLedger>());
        services.AddHostedService(provider => provider.GetRequiredService<BudgetRedisProbe>());
        services.AddSingleton<UntoldCrossings>();
        services.AddHostedService(provider => provider.GetRequiredService<UntoldCrossings>());
        services.AddSingleton<AbandonedHolds>();
        services.AddHostedService(provider => provider.GetRequiredService<AbandonedHolds>());
        services.AddReadinessPart("budgets", essential: false, (provider, _) =>
            Task.FromResult(!provider.GetRequiredService<RedisBudgetLedger>().IsDegraded));
        return services;
    }

    public static void MapBudgets(this IEndpointRouteBuilder routes) => ListBudgetsEndpoint.Map(routes);
}
