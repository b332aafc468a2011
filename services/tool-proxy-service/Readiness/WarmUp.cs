using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Readiness;

/// <summary>
/// Asks the other services one question each before the port opens. To many load balancers an open port is a proxy that is
/// ready: its first calls must not run into a time limit because code is compiled and connections are made for them.
/// </summary>
internal sealed class WarmUp(
    IBearerIntrospector tokens,
    [FromKeyedServices(DependencyModule.PolicyService)] DependencyClient policyService) : IHostedService
{
    /// <summary>The first may itself be too slow; the second shows that it is no longer.</summary>
    private const int Tries = 2;

    private const string Nobody = "warm-up";

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(
        TryAsync(() => tokens.IntrospectAsync(Nobody.AsMemory(), cancellationToken).AsTask()),
        TryAsync(() => policyService.PostAsync<DecisionResponse>(
            "/v1/decisions",
            () => JsonContent.Create(new DecisionRequest(Nobody, Nobody, Nobody, Nobody), options: GatewayJson.Tolerant),
            cancellationToken)));

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
