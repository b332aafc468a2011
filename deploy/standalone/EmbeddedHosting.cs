using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FourRunr.Standalone;

/// <summary>What a service leaves to the process that embeds it: signals, and saying that it started or why it did not.</summary>
internal static class EmbeddedHosting
{
    public static void AddEmbeddedHosting(this IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            filters.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
            // A start that failed is explained in one line instead.
            filters.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
            filters.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is >= LogLevel.Warning and < LogLevel.Critical);
        });
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
