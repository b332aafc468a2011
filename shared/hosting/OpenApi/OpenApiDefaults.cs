using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace FourRunr.Hosting.OpenApi;

/// <summary>
/// <c>/openapi/v1.json</c> and a page to read it, <c>/scalar</c>. Each service calls <c>AddOpenApi</c> itself, so that the
/// documentation comments of its own handlers are included.
/// </summary>
public static class OpenApiDefaults
{
    public static void Describe(OpenApiOptions options, string title)
    {
        options.AddSchemaTransformer(PlainTypes.DescribeAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = title;
            document.Info.Version = "v1";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An operator key, a service key or an agent token, as the operation says.",
            };
            return Task.CompletedTask;
        });
    }

    public static void MapOpenApiPages(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().AllowAnonymous();
        routes.MapScalarApiReference().AllowAnonymous();
    }
}
