using FourRunr.Hosting.Access;
using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Health;
using FourRunr.Hosting.Limits;
using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Queries;
using FourRunr.Hosting.Requests;
using FourRunr.Hosting.Secrets;
using FourRunr.Hosting.Shutdown;
using FourRunr.Hosting.Telemetry;
using FourRunr.Invalidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FourRunr.Hosting;

/// <summary>What all services have in common. A service's <c>Create</c> adds its features between these three calls.</summary>
public static class GatewayHost
{
    /// <summary>
    /// Configuration is read once. Watching its files for changes would take an inotify instance for each, and Linux gives a user
    /// only 128: on a crowded machine a service would not start.
    /// </summary>
    private const string ReadOnce = "--hostBuilder:reloadConfigOnChange=false";

    /// <param name="name">Of the service, e.g. <c>auth-service</c>.</param>
    /// <param name="ownUrl">Where this service listens unless <c>ASPNETCORE_URLS</c> or <c>--urls</c> says otherwise.</param>
    /// <param name="configure">The embedding host's services (a shared invalidation channel, a test clock), added first.</param>
    public static WebApplicationBuilder CreateBuilder(
        string[] args, string name, Func<GatewaySettings, Uri> ownUrl, Action<IServiceCollection>? configure)
    {
        var (builder, settings) = CreatePlainBuilder(new WebApplicationOptions { Args = args }, name, ownUrl, configure);
        builder.Services.AddSingleton(GatewaySecrets.Load(builder.Configuration, settings));
        builder.Services.AddSingleton<KeyEnvelope>();
        builder.Services.ConfigureHttpJsonOptions(options => RequestJson.Apply(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddExceptionHandler<ExceptionToProblem>();
        builder.Services.AddOpenApiPages();
        builder.Services.AddInvalidation(builder.Configuration);
        return builder;
    }

    /// <summary>What a service has that serves pages instead of an API and holds no secret of the gateway.</summary>
    /// <inheritdoc cref="CreateBuilder"/>
    public static (WebApplicationBuilder Builder, GatewaySettings Settings) CreatePlainBuilder(
        WebApplicationOptions options, string name, Func<GatewaySettings, Uri> ownUrl, Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [ReadOnce, .. options.Args ?? []],
            ApplicationName = options.ApplicationName,
            ContentRootPath = options.ContentRootPath,
        });
        var settings = GatewaySettings.From(builder.Configuration, builder.Environment);
        configure?.Invoke(builder.Services);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);

        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);
        builder.Services.AddGracefulShutdown(builder.Configuration, builder.Environment);
        builder.WebHost.ConfigureKestrel(ServerLimits.Apply);
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(ownUrl(settings).ToString());
        }

        AddLogging(builder);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddHealthChecks();
        builder.Services.AddGatewayTelemetry(name);
        builder.Services.AddGatewayTracing(builder.Configuration, settings, name);
        return (builder, settings);
    }

    /// <summary>Middleware in order, and the endpoints that every service has.</summary>
    /// <param name="beforeRouting">A service's own middleware, which sees every request, also those of short-circuited endpoints.</param>
    public static void UseGatewayDefaults(this WebApplication app, Action<IApplicationBuilder>? beforeRouting = null)
    {
        app.UsePageDefaults();
        app.UseReadableRefusals();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(EmptyStatusToProblem.WriteAsync);
        beforeRouting?.Invoke(app);
        app.UseMiddleware<HeadMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<QueryMiddleware>();
        app.UseMiddleware<CallerBodyMiddleware>();
        app.UseMiddleware<LongResponseMiddleware>();
        app.MapPageDefaults();
        app.MapOpenApiPages();
    }

    /// <summary>The first middleware of a service that serves pages: correlation id, and how it stops.</summary>
    public static void UsePageDefaults(this WebApplication app)
    {
        app.UseMiddleware<CorrelationMiddleware>();
        if (LogsAreJson(app.Environment))
        {
            app.UseMiddleware<CorrelationScope>();
        }

        app.UseGracefulShutdown();
    }

    /// <summary>Health and metrics, as every service has them.</summary>
    public static void MapPageDefaults(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
    }

    /// <summary>
    /// Builds every endpoint now, so that a missing validator stops the start, and refuses an endpoint that does not say
    /// who may use it.
    /// </summary>
    public static WebApplication CheckEndpoints(this WebApplication app)
    {
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                throw new InvalidOperationException($"The endpoint '{endpoint.DisplayName}' does not say who may use it.");
            }

            // A query parameter that cannot be checked must stop the start.
            QueryParameters.Of(endpoint);
        }

        return app;
    }

    /// <summary>Silences the framework's lines about every request, which hold paths and queries.</summary>
    public static void AddLogFilters(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("Yarp", LogLevel.Warning);
        // It logs a caller's bad body as a failure, with a stack trace; the front door logs real failures itself.
        logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None);
        // Refusals are normal, not failures of the authentication.
        logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Error);
        logging.AddFilter("Microsoft.AspNetCore.Authorization", LogLevel.Error);
        logging.AddFilter(typeof(BearerHandler).FullName, LogLevel.Error);
        // Its scope would put the path on every line, and a path may hold anything, even a token.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // The parts of readiness log changes; the framework would log every check.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        // ExceptionToProblem logs what matters, once.
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None);
    }

    private static bool LogsAreJson(IHostEnvironment environment) => environment.IsProduction();

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (LogsAreJson(builder.Environment))
        {
            builder.Logging.AddJsonConsole(options => options.IncludeScopes = true);
        }
        else
        {
            builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        }

        AddLogFilters(builder.Logging);
    }
}
