using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>Limits what callers without a valid credential cost: disk, log and processor.</summary>
internal static class UnauthenticatedModule
{
    /// <summary>Call after <c>AddAudit</c>, so that the last sums are written before the journal closes.</summary>
    public static IServiceCollection AddUnauthenticatedCalls(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<UnauthenticatedOptions>().BindConfiguration(UnauthenticatedOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        TrustedProxies.Read(configuration);
        services.Configure<ForwardedHeadersOptions>(options => TrustedProxies.Apply(options, configuration));
        services.AddInstruments<UnauthenticatedMetrics>();
        services.AddSingleton<SourcePseudonyms>();
        services.AddSingleton<FailureLimiter>();
        services.AddSingleton<RefusalSums>();
        services.AddSingleton<UnauthenticatedCalls>();
        services.AddHostedService<RefusalSumWriter>();
        return services;
    }

    public static void UseUnauthenticatedCalls(this IApplicationBuilder app)
    {
        if (TrustedProxies.Read(app.ApplicationServices.GetRequiredService<IConfiguration>()).Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseMiddleware<UnauthenticatedMiddleware>();
    }
}
