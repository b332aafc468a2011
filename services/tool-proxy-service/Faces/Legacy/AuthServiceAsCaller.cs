using System.Net.Http.Headers;
using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Forwarding;

namespace FourRunr.ToolProxy.Faces.Legacy;

/// <summary>Calls auth-service with the caller's credential, so that the caller may do only what its credential allows.</summary>
internal sealed class AuthServiceAsCaller(IHttpClientFactory clients)
{
    public const string ClientName = "auth-service-as-caller";

    /// <returns>The answer, or auth-service's refusal in the form of the <c>/api</c> endpoints.</returns>
    public async Task<(T? Answer, IResult? Refusal)> SendAsync<T>(HttpContext caller, HttpMethod method, string path, object? body = null)
        where T : class
    {
        // A credential that cannot be forwarded is the caller's fault, not an outage.
        var (credential, missing) = BearerToken.Read(caller.Request);
        if (credential is not { } bearer)
        {
            return (null, new LegacyErrorResult(new ProblemResult(missing!)));
        }

        try
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: GatewayJson.Tolerant);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer.ToString());
            request.Headers.Add(CorrelationId.Header, CorrelationId.Of(caller));
            using var response = await clients.CreateClient(ClientName).SendAsync(request, caller.RequestAborted);
            if (response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant, caller.RequestAborted), null);
            }

            var problem = await response.Content.ReadFromJsonAsync<Problem>(GatewayJson.Tolerant, caller.RequestAborted);
            return problem is not null && GatewayErrors.ByCode.TryGetValue(problem.Code, out var kind)
                ? (null, new LegacyErrorResult(ToProblem(kind, problem)))
                : (null, Unavailable(cause: null));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || exception is OperationCanceledException && !caller.RequestAborted.IsCancellationRequested)
        {
            return (null, Unavailable(exception));
        }
    }

    private static ProblemResult ToProblem(ErrorKind kind, Problem problem) => new(kind, problem.Detail)
    {
        Rule = problem.Rule,
        RetryAfter = problem.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        HowToFix = problem.HowToFix,
        Errors = problem.Errors,
    };

    private static LegacyErrorResult Unavailable(Exception? cause) =>
        new(new ProblemResult(GatewayErrors.DependencyUnavailable, $"The {DependencyModule.AuthService} is not reachable.")
        {
            RetryAfter = DependencyUnavailableException.RetryAfter,
            HowToFix = FrontDoor.NothingWasSent(cause) ? GatewayErrors.NothingWasDone : null,
        });
}
