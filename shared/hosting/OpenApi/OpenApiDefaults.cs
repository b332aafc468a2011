using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scalar.AspNetCore;

namespace FourRunr.Hosting.OpenApi;

/// <summary>
/// <c>/openapi/v1.json</c> and a page to read it, <c>/scalar</c>. Each service calls <c>AddOpenApi</c> itself, so that the
/// documentation comments of its own handlers are included.
/// </summary>
public static class OpenApiDefaults
{
    public static IServiceCollection AddOpenApiPages(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, OperationBodies>());
        services.AddSingleton<OwnDocument>();
        services.AddSingleton<IServedDocument>(provider => provider.GetRequiredService<OwnDocument>());
        return services;
    }

    public static void Describe(OpenApiOptions options, string title)
    {
        options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
        options.AddSchemaTransformer(new SchemaTransformer());
        options.AddOperationTransformer(new OperationDescriber());
        options.AddDocumentTransformer(new DocumentDescriber(title));
    }

    public static void MapOpenApiPages(this IEndpointRouteBuilder routes)
    {
        GetOpenApiDocument.Map(routes);
        routes.MapScalarApiReference().AllowAnonymous();
    }
}
