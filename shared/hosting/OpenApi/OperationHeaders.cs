using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Headers of requests and responses, each described once for the whole document.</summary>
internal static class OperationHeaders
{
    public static void Describe(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        foreach (var header in metadata.OfType<RequestHeaderMetadata>().SelectMany(headers => headers.Headers).Append(HeaderDescription.CorrelationId))
        {
            (operation.Parameters ??= []).Add(Parameter(header, document));
        }

        var own = metadata.OfType<ResponseHeaderMetadata>().SelectMany(headers => headers.Headers).ToArray();
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (answer is OpenApiResponse response)
            {
                Add(response, own, document);
                if (status == $"{StatusCodes.Status201Created}" && TellsLocation(metadata))
                {
                    Add(response, [HeaderDescription.Location], document);
                }
            }
        }
    }

    /// <summary>The correlation id is added, which every response has.</summary>
    public static void Add(OpenApiResponse response, IEnumerable<HeaderDescription> headers, OpenApiDocument document)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        foreach (var header in headers.Append(HeaderDescription.CorrelationId))
        {
            if (document.Components?.Headers?.ContainsKey(header.Name) != true)
            {
                document.AddComponent(header.Name, new OpenApiHeader { Description = header.Description, Schema = Text(header) });
            }

            response.Headers[header.Name] = new OpenApiHeaderReference(header.Name, document);
        }
    }

    private static bool TellsLocation(IList<object> metadata) =>
        metadata.OfType<MethodInfo>().Single().ReturnType.ToString().Contains(typeof(Created<>).FullName!, StringComparison.Ordinal);

    private static OpenApiParameterReference Parameter(HeaderDescription header, OpenApiDocument document)
    {
        if (document.Components?.Parameters?.ContainsKey(header.Name) != true)
        {
            document.AddComponent(header.Name, new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Description = header.Description,
                Schema = Text(header),
            });
        }

        return new OpenApiParameterReference(header.Name, document);
    }

    private static OpenApiSchema Text(HeaderDescription header) => new() { Type = JsonSchemaType.String, Examples = [header.Example] };
}
