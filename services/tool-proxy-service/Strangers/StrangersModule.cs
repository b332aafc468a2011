using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Strangers;

/// <summary>Bounds what callers without a valid credential cost: disk, log and processor.</summary>
internal static class StrangersModule
{
    /// <summary>After <c>AddAudit</c>: at the end the last sums are written before the journal closes.</summary>
    public static IServiceCollection AddStrangers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StrangerOptions>().BindConfiguration(StrangerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        TrustedProxies.Read(configuration);
        services.Configure<ForwardedHeadersOptions>(options => TrustedProxies.Apply(options, configuration));
        services.AddInstruments<StrangerMetrics>();
        services.AddSingleton<SourceNames>();
        services.AddSingleton<FailureLimits>();
        services.AddSingleton<RefusalSums>();
        services.AddSingleton<StrangerCalls>();
        services.AddHostedService<RefusalSumWriter>();
        return services;
    }

    public static void UseStrangers(this IApplicationBuilder app)
    {
        if (TrustedProxies.Read(app.ApplicationServices.GetRequiredService<IConfiguration>()).Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseMiddleware<StrangerMiddleware>();
    }
}
