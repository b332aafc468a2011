using FourRunr.Hosting.Startup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FourRunr.Standalone;

/// <summary>Leaves to the embedding process what a service does by itself otherwise: signals, and start messages.</summary>
internal static class EmbeddedHosting
{
    public static void AddEmbeddedHosting(this IServiceCollection services, Func<bool> hasStarted)
    {
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.AddStartLogFilters(hasStarted);
        services.PostConfigure<LoggerFilterOptions>(filters => filters.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
