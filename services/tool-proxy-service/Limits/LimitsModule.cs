using FourRunr.Hosting.Health;
using FourRunr.Hosting.Telemetry;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Limits;

internal static class LimitsModule
{
    /// <summary>With <c>ConnectionStrings:Redis</c> all replicas share their limits; otherwise each process has its own.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddInstruments<LimitMetrics>();
        services.AddSingleton(LocalShare.From(configuration));
        services.AddSingleton(provider => new InProcessCallLimiter(
            provider.GetRequiredService<IQuotaHistory>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<InProcessCallLimiter>>()));
        if (configuration.GetConnectionString("Redis") is not { Length: > 0 })
        {
            services.AddSingleton<ICallLimiter>(provider => provider.GetRequiredService<InProcessCallLimiter>());
            return services;
        }

        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<LimitOptions>>().Value;
            return new Outage(provider.GetRequiredService<TimeProvider>(), options.QuotaPause, options.QuotaSettling);
        });
        services.AddSingleton<RedisClock>();
        services.AddSingleton<LimitScripts>();
        services.AddSingleton<QuotaLedgerRegistry>();
        services.AddSingleton<QuotaRebuilder>();
        services.AddSingleton<QuotaShareLimiter>();
        services.AddSingleton<ChargeTracker>();
        services.AddSingleton<RedisCallLimiter>();
        services.AddSingleton<ICallLimiter>(provider => provider.GetRequiredService<RedisCallLimiter>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisCallLimiter>());
        services.AddReadinessPart("limits", essential: false, (provider, _) =>
            Task.FromResult(!provider.GetRequiredService<RedisCallLimiter>().IsDegraded));
        return services;
    }
}
