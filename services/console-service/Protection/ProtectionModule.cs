using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FourRunr.WebConsole.Protection;

/// <summary>What keeps other pages and strangers out of the console.</summary>
internal static class ProtectionModule
{
    /// <summary>Circuits at once: each open page is one.</summary>
    private const int MaxCircuits = 1000;

    public static void AddProtection(this IServiceCollection services)
    {
        // Sessions live in this process alone, so no key needs to outlive it, and none lies on a disk.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.Configure<KestrelServerOptions>(server => server.Limits.MaxConcurrentUpgradedConnections = MaxCircuits);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "4runr-antiforgery";
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    public static void UseProtection(this IApplicationBuilder app)
    {
        app.UseMiddleware<SameOriginMiddleware>();
        app.UseMiddleware<PageHeadersMiddleware>();
        app.UseMiddleware<OwnPortMiddleware>();
    }
}
