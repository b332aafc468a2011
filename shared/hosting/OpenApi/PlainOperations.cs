using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Operations of endpoints that have no handler method, such as health checks.</summary>
internal static class PlainOperations
{
    public static void Add(OpenApiDocument document, string path, PlainOperation plain, IOpenApiSchema answer)
    {
        var operation = new OpenApiOperation
        {
            OperationId = plain.Id,
            Summary = plain.Summary,
            Tags = new HashSet<OpenApiTagReference> { new(plain.Tag, document) },
            Security = [],
            Responses = new OpenApiResponses { [$"{StatusCodes.Status200OK}"] = Response("It is well.") },
        };
        if (plain.MayBeUnavailable)
        {
            operation.Responses[$"{StatusCodes.Status503ServiceUnavailable}"] = Response("It cannot serve now.");
        }

        (document.Tags ??= new HashSet<OpenApiTag>()).Add(new OpenApiTag { Name = plain.Tag });
        document.Paths[path] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = operation },
        };

        OpenApiResponse Response(string description)
        {
            var response = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType> { [plain.ContentType] = new() { Schema = answer } },
            };
            OperationHeaders.Add(response, [], document);
            return response;
        }
    }
}
