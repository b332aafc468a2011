using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Readiness;

/// <summary>
/// Sends the other services one request each before the port opens. Many load balancers take an open port for a ready proxy, and its first
/// calls must not time out while code is compiled and connections are made.
/// </summary>
internal sealed class WarmUp(
    [FromKeyedServices(DependencyModule.AuthService)] DependencyClient authService,
    [FromKeyedServices(DependencyModule.PolicyService)] DependencyClient policyService) : IHostedService
{
    /// <summary>The first try may be too slow itself.</summary>
    private const int Tries = 2;

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(
        TryAsync(() => DependencyReadiness.ProbeIntrospection(authService, cancellationToken)),
        TryAsync(() => DependencyReadiness.ProbeDecision(policyService, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task TryAsync(Func<Task> ask)
    {
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                await ask();
                return;
            }
            catch (DependencyUnavailableException)
            {
                // The proxy starts without the service; readiness reports it.
            }
        }
    }
}
