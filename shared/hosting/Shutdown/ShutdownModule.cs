using Microsoft.AspNetCore.Connections;

namespace FourRunr.Hosting.Shutdown;

/// <summary>
/// How a service stops without failing a request. After SIGTERM:
/// 1. it is no longer ready, says so (<c>shutting_down</c>), and closes every connection with its next response;
/// 2. it keeps accepting connections for <c>GATEWAY_DRAIN_TIME</c>, until load balancers notice (<see cref="Drain"/>);
/// 3. it refuses new connections; existing ones may still send a request (<see cref="ClosingListener"/>);
/// 4. calls under way finish, for 30 s at most.
/// </summary>
internal static class ShutdownModule
{
    private const string Key = "GATEWAY_DRAIN_TIME";

    /// <summary>Longest time that calls under way get to finish after the drain.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ProductionDrainTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestDrainTime = TimeSpan.FromMinutes(1);

    public static void AddGracefulShutdown(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var time = DrainTime(configuration, environment);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = time + ClosingListener.LongestClose + LongestCall);
        services.AddSingleton(provider => new Drain(time, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddSingleton<IConnectionListenerFactory, ListenerFactory>();
    }

    public static void UseGracefulShutdown(this IApplicationBuilder app) => app.UseMiddleware<DrainMiddleware>();

    private static TimeSpan DrainTime(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration[Key] is not { Length: > 0 } text)
        {
            // Outside production there is no load balancer, and somebody may wait at a terminal.
            return environment.IsProduction() ? ProductionDrainTime : TimeSpan.Zero;
        }

        return TimeSpan.TryParseExact(text, ["c", @"hh\:mm\:ss\.fff"], CultureInfo.InvariantCulture, out var time)
            && time >= TimeSpan.Zero && time <= LongestDrainTime
            ? time
            : throw new InvalidConfigurationException($"{Key} must be a duration from 00:00:00 to 00:01:00, such as 00:00:03.");
    }
}
