using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Testing;

/// <summary>
/// Every GET that a service has a handler of its own for, so that a rule can be tried on all of them and none is forgotten; without the
/// OpenAPI document and the front page, which are the same for everybody.
/// </summary>
public static class ReadingOperations
{
    /// <returns>Paths, with <c>x</c> for every part that is free.</returns>
    public static IReadOnlyList<string> Of(RunningService service) =>
    [
        .. service.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType?.Assembly.GetName().Name?.StartsWith("FourRunr.", StringComparison.Ordinal) == true)
            .Select(PathOf)
            .Where(path => path != "/" && !path.StartsWith("/openapi/", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "x"))));
}
