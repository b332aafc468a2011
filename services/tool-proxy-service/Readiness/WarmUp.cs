using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Readiness;

/// <summary>
/// Asks the other services one question each before the port opens. To many load balancers an open port is a proxy that is
/// ready: its first calls must not run into a time limit because code is compiled and connections are made for them.
/// </summary>
internal sealed class WarmUp(
    [FromKeyedServices(DependencyModule.AuthService)] DependencyClient authService,
    [FromKeyedServices(DependencyModule.PolicyService)] DependencyClient policyService) : IHostedService
{
    /// <summary>The first may itself be too slow; the second shows that it is no longer.</summary>
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
                // A service that is away is no reason not to start: readiness tells.
            }
        }
    }
}
