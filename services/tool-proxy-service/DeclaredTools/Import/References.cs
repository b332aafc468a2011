using Microsoft.OpenApi;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Follows <c>$ref</c> within the document. Nothing is ever fetched.</summary>
internal static class References
{
    private const int MostSteps = 16;

    /// <exception cref="UnsupportedException">It leads nowhere, out of the document, or round in circles.</exception>
    public static IOpenApiSchema Resolve(IOpenApiSchema? schema) => Follow(schema, static schema => schema is OpenApiSchemaReference reference ? (true, reference.Target) : (false, schema));

    public static IOpenApiParameter Resolve(IOpenApiParameter? parameter) =>
        Follow(parameter, static parameter => parameter is OpenApiParameterReference reference ? (true, reference.Target) : (false, parameter));

    public static IOpenApiRequestBody Resolve(IOpenApiRequestBody? body) =>
        Follow(body, static body => body is OpenApiRequestBodyReference reference ? (true, reference.Target) : (false, body));

    public static IOpenApiResponse Resolve(IOpenApiResponse? response) =>
        Follow(response, static response => response is OpenApiResponseReference reference ? (true, reference.Target) : (false, response));

    private static T Follow<T>(T? start, Func<T, (bool IsReference, T? Target)> step)
        where T : class
    {
        var current = start;
        for (var i = 0; i < MostSteps && current is not null; i++)
        {
            var (isReference, target) = step(current);
            if (!isReference)
            {
                return current;
            }

            current = target;
        }

        throw new UnsupportedException("a '$ref' leads to nothing in this document; other documents are not fetched");
    }
}
