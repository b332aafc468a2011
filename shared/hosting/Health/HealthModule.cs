using FourRunr.Contracts;
using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Shutdown;
using FourRunr.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FourRunr.Hosting.Health;

/// <summary>
/// <c>/health/live</c>: the process runs. <c>/health/ready</c>: it can serve; every part is listed, and only a part without
/// which every call fails turns it to 503. So does being told to stop, while calls still work: load balancers shall notice.
/// </summary>
public static class HealthModule
{
    private static readonly TimeSpan PartTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Adds a part to readiness.</summary>
    /// <param name="essential">True when nothing works without it (503); false when service is only degraded (200).</param>
    public static IServiceCollection AddReadinessPart(
        this IServiceCollection services, string name, bool essential, Func<IServiceProvider, CancellationToken, Task<bool>> isWell)
    {
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name,
            provider => new Part(token => isWell(provider, token)),
            essential ? HealthStatus.Unhealthy : HealthStatus.Degraded,
            tags: null,
            timeout: PartTimeout));
        return services;
    }

    public static IServiceCollection AddDatabaseReadiness(this IServiceCollection services, bool essential) =>
        services.AddReadinessPart("database", essential, async (provider, token) =>
        {
            await provider.GetRequiredService<Database>().PingAsync(token);
            return true;
        });

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapLiveness("/health/live");
        routes.MapReadiness("/health/ready");
    }

    /// <summary>Under another path too, for clients that ask there.</summary>
    public static void MapLiveness(this IEndpointRouteBuilder routes, string path) =>
        routes.MapHealthChecks(path, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteLivenessAsync }).AllowAnonymous()
            .Describe(HealthDescription.Liveness(path));

    /// <inheritdoc cref="MapLiveness"/>
    public static void MapReadiness(this IEndpointRouteBuilder routes, string path) =>
        routes.MapHealthChecks(path, new HealthCheckOptions { ResponseWriter = WriteReadinessAsync }).AllowAnonymous()
            .Describe(HealthDescription.Readiness(path));

    private static Task WriteLivenessAsync(HttpContext context, HealthReport report) => WriteAsync(context, Word(report.Status), report);

    private static Task WriteReadinessAsync(HttpContext context, HealthReport report)
    {
        if (!context.RequestServices.GetRequiredService<Drain>().HasBegun)
        {
            return WriteAsync(context, Word(report.Status), report);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(context, GatewayErrors.ShuttingDown.Code, report);
    }

    private static Task WriteAsync(HttpContext context, string status, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status,
            parts = report.Entries.ToDictionary(entry => entry.Key, entry => Word(entry.Value.Status)),
        });

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "unavailable",
    };

    private sealed class Part(Func<CancellationToken, Task<bool>> isWell) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                return await isWell(cancellationToken) ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus);
            }
            catch (Exception exception) when (exception is StorageUnavailableException or OperationCanceledException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus);
            }
        }
    }
}
