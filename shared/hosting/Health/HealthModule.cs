using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Shutdown;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FourRunr.Hosting.Health;

/// <summary>
/// <c>/health/live</c>: the process runs. <c>/health/ready</c>: it can serve; every part is listed, and only a part without
/// which every call fails turns it to 503. So does a shutdown, while calls still work, so that load balancers notice.
/// </summary>
public static class HealthModule
{
    private const string Tag = "Health";

    /// <summary>How long the result of a costly check is reused.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    /// <summary>Adds a part to readiness.</summary>
    /// <param name="essential">True when nothing works without it (503); false when service is only degraded (200).</param>
    /// <param name="isCostly">True for a check of another process or a disk: it runs at most once a second.</param>
    public static IServiceCollection AddReadinessPart(
        this IServiceCollection services, string name, bool essential, Func<IServiceProvider, CancellationToken, Task<bool>> isWell, bool isCostly = false)
    {
        services.AddKeyedSingleton(
            name, (provider, _) => ActivatorUtilities.CreateInstance<ReadinessPart>(provider, name, isCostly ? FreshFor : TimeSpan.Zero, isWell));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name,
            provider => provider.GetRequiredKeyedService<ReadinessPart>(name),
            essential ? HealthStatus.Unhealthy : HealthStatus.Degraded,
            tags: null));
        return services;
    }

    /// <summary>Checks that the database answers and, where it is essential, takes writes: a read-only standby is not enough.</summary>
    public static IServiceCollection AddDatabaseReadiness(this IServiceCollection services, bool essential) =>
        services.AddReadinessPart("database", essential, isCostly: true, isWell: async (provider, token) =>
        {
            var database = provider.GetRequiredService<Database>();
            await (essential ? database.CheckWritableAsync(token) : database.PingAsync(token));
            return true;
        });

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapLiveness("/health/live", static (_, answer) => answer);
        routes.MapReadiness("/health/ready", static (_, answer) => answer);
    }

    /// <summary>The same under another path, for clients that know it.</summary>
    /// <param name="form">Makes the body; the status stays.</param>
    public static void MapLiveness<TAnswer>(this IEndpointRouteBuilder routes, string path, Func<HttpContext, HealthResponse, TAnswer> form)
        where TAnswer : notnull =>
        routes.MapHealthChecks(path, new HealthCheckOptions
        {
            Predicate = _ => false,
            ResponseWriter = (context, report) => WriteAsync(context, Word(report.Status), report, form),
        })
            .AllowAnonymous()
            .WithMetadata(new PlainOperation(OperationId("GetLiveness", path), "Whether the process runs.", Tag, typeof(TAnswer)));

    /// <inheritdoc cref="MapLiveness"/>
    public static void MapReadiness<TAnswer>(this IEndpointRouteBuilder routes, string path, Func<HttpContext, HealthResponse, TAnswer> form)
        where TAnswer : notnull =>
        routes.MapHealthChecks(path, new HealthCheckOptions { ResponseWriter = (context, report) => WriteReadinessAsync(context, report, form) })
            .AllowAnonymous()
            .WithMetadata(new PlainOperation(
                OperationId("GetReadiness", path), "Whether the service can serve, with each of its parts.", Tag, typeof(TAnswer), MayBeUnavailable: true));

    private static string OperationId(string id, string path) => path.StartsWith("/health/", StringComparison.Ordinal) ? id : $"Legacy{id}";

    private static Task WriteReadinessAsync<TAnswer>(HttpContext context, HealthReport report, Func<HttpContext, HealthResponse, TAnswer> form)
    {
        if (!context.RequestServices.GetRequiredService<Drain>().HasBegun)
        {
            return WriteAsync(context, Word(report.Status), report, form);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(context, GatewayErrors.ShuttingDown.Code, report, form);
    }

    private static Task WriteAsync<TAnswer>(HttpContext context, string status, HealthReport report, Func<HttpContext, HealthResponse, TAnswer> form)
    {
        var parts = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Description ?? Word(entry.Value.Status));
        var answer = new HealthResponse(status, parts, GatewayVersion.Current);
        return context.Response.WriteAsJsonAsync(form(context, answer));
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "unavailable",
    };
}
