using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FourRunr.Standalone;

/// <summary>
/// Waits until the front door reports ready, which it does after requests to the other two services succeeded. So the gateway can be used
/// as soon as it says that it is ready.
/// </summary>
internal static class FrontDoorReadiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="services">The services of the front door.</param>
    /// <exception cref="InvalidConfigurationException">It is not ready after a minute; the message names the failing parts.</exception>
    public static async Task WaitAsync(IServiceProvider services)
    {
        var checks = services.GetRequiredService<HealthCheckService>();
        var clock = services.GetRequiredService<TimeProvider>();
        var started = clock.GetTimestamp();
        while (true)
        {
            var report = await checks.CheckHealthAsync();
            if (report.Status != HealthStatus.Unhealthy)
            {
                return;
            }

            if (clock.GetElapsedTime(started) > Patience)
            {
                var failing = report.Entries.Where(entry => entry.Value.Status == HealthStatus.Unhealthy).Select(entry => entry.Key);
                throw new InvalidConfigurationException(
                    $"It is not ready after {Patience.TotalSeconds:0} s: {string.Join(", ", failing)} cannot serve. The log says why.");
            }

            await Task.Delay(Pause, clock);
        }
    }
}
