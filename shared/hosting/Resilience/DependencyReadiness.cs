using System.Net;
using System.Net.Http.Json;
using FourRunr.Hosting.Errors;

namespace FourRunr.Hosting.Resilience;

/// <summary>
/// Whether another service can serve calls now: it says that it is ready, and then answers a request like those of calls, on their
/// connections, within their time limits and with this service's key.
/// </summary>
public sealed partial class DependencyReadiness(string name, DependencyClient client, ILogger<DependencyReadiness> log)
{
    /// <summary>A key that no operator has, in the form of operator keys: it is looked up, and not counted as a failed credential.</summary>
    private const string ProbeKey = "4rop_readiness";

    private const string Probe = "readiness";
    private const string Ok = "ok";
    private const string Unreachable = "it does not answer";
    private const string WrongKey = "it refuses this service's key; GATEWAY_SERVICE_KEY must be the same for all services";

    private string? _problem;
    private bool _wasWell;

    /// <param name="ask">A request that changes nothing.</param>
    public async Task<bool> IsWellAsync(Func<DependencyClient, CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        var problem = await FindProblemAsync(ask, cancellationToken);
        // That a service cannot be reached needs no explanation, and while all start only a wrong key is worth a line.
        if (problem is not null and not Unreachable && problem != _problem && (_wasWell || problem == WrongKey))
        {
            Log.Problem(log, name, problem);
        }

        (_problem, _wasWell) = (problem, _wasWell || problem is null);
        return problem is null;
    }

    /// <summary>Asks auth-service who holds a key that nobody has.</summary>
    public static Task ProbeIntrospection(DependencyClient authService, CancellationToken cancellationToken) =>
        authService.PostAsync<IntrospectionResponse>("/oauth2/introspect", () => new FormUrlEncodedContent([new("token", ProbeKey)]), cancellationToken);

    /// <summary>Asks policy-service what an unknown agent may do.</summary>
    public static Task ProbeDecision(DependencyClient policyService, CancellationToken cancellationToken) =>
        policyService.PostAsync<DecisionResponse>(
            "/v1/decisions",
            () => JsonContent.Create(new DecisionRequest(Probe, Probe, Probe, Probe), options: GatewayJson.Tolerant),
            cancellationToken);

    private async Task<string?> FindProblemAsync(Func<DependencyClient, CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        if (await client.AskReadinessAsync(cancellationToken) is not { } status)
        {
            return Unreachable;
        }

        if (status != Ok)
        {
            return $"it says that it is {status}";
        }

        try
        {
            await ask(client, cancellationToken);
            return null;
        }
        catch (DependencyUnavailableException exception)
        {
            return exception.InnerException is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden }
                ? WrongKey
                : "it did not answer a test request correctly";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Readiness: the {Dependency} cannot serve: {Problem}.")]
        public static partial void Problem(ILogger logger, string dependency, string problem);
    }
}
