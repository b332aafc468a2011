using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FourRunr.Hosting.Telemetry;

/// <summary>
/// Spans and metrics by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. The other <c>OTEL_…</c> variables of
/// the OpenTelemetry specification apply. The context of callers is continued (W3C Trace Context; a malformed one begins a new trace)
/// and travels on to the other services, never to tools.
/// </summary>
internal static class TracingModule
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <exception cref="InvalidConfigurationException">The endpoint is no http(s) URL.</exception>
    public static IServiceCollection AddGatewayTracing(
        this IServiceCollection services, IConfiguration configuration, GatewaySettings settings, string service)
    {
        if (configuration[EndpointKey] is not { Length: > 0 } endpoint)
        {
            return services;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InvalidConfigurationException($"{EndpointKey} must be an absolute http(s) URL, such as http://127.0.0.1:4317.");
        }

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(service, serviceNamespace: "4runr"));
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        if (configuration.GetValue("Telemetry:Traces", defaultValue: true))
        {
            telemetry.WithTracing(traces => traces
                .AddSource(GatewayTraces.SourceName, "Npgsql")
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => !IsProbe(context.Request.Path);
                    options.EnrichWithHttpRequest = (span, _) =>
                    {
                        // The route is enough; a path or query may hold anything, even a token.
                        span.SetTag("url.path", null);
                        span.SetTag("url.query", null);
                    };
                })
                .AddHttpClientInstrumentation(options =>
                    // Calls of tools have spans of their own, without the address.
                    options.FilterHttpRequestMessage = request => IsOwn(request.RequestUri, settings))
                .AddOtlpExporter());
        }

        return services;
    }

    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");

    private static bool IsOwn(Uri? url, GatewaySettings settings) =>
        url is not null && (url.Authority == settings.AuthUrl.Authority || url.Authority == settings.PolicyUrl.Authority);
}
