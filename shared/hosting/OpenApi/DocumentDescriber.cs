using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Describes the document as a whole, and the operations that the framework cannot describe.</summary>
internal sealed class DocumentDescriber(string title) : IOpenApiDocumentTransformer
{
    public const string Description =
        "Every refusal is a problem (RFC 9457) with a stable `code`. Members without a value are left out of answers; answers may get new members.";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = title,
            Version = "v1",
            Description = Description,
            License = new OpenApiLicense { Name = "Apache 2.0", Identifier = "Apache-2.0" },
        };
        // Relative to where the document was read: the only address that is right behind any proxy and in any container.
        document.Servers = [new OpenApiServer { Url = "/" }];
        foreach (var body in await RefusalBodiesAsync(context, cancellationToken))
        {
            document.AddComponent(body.Key, body.Value);
        }

        foreach (var endpoint in context.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PlainOperation>() is { } plain)
            {
                var answer = await context.GetOrCreateSchemaAsync(plain.Answer, null, cancellationToken);
                PlainOperations.Add(document, $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", plain, answer);
            }
        }

        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description ??= TagDescriptions.Of(tag.Name!);
        }
    }

    private static async Task<Dictionary<string, OpenApiSchema>> RefusalBodiesAsync(
        OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var types = context.DescriptionGroups.SelectMany(group => group.Items)
            .SelectMany(operation => operation.ActionDescriptor.EndpointMetadata.OfType<RefusalBodyMetadata>())
            .Select(refusals => refusals.Body)
            .Append(typeof(Problem))
            .Distinct();
        var schemas = new Dictionary<string, OpenApiSchema>();
        foreach (var type in types)
        {
            schemas[type.Name] = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
        }

        return schemas;
    }
}
