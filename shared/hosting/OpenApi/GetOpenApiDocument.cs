using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Serves a stored copy: making the document takes longer than many tool calls, and anyone may ask for it.</summary>
internal static class GetOpenApiDocument
{
    private const string ContentType = "application/json; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi/v1.json", HandleAsync)
        .AllowAnonymous()
        .WithTags("Documents")
        .WithSummary("The OpenAPI document of everything that is served here.")
        .Produces<object>()
        .Produces(StatusCodes.Status304NotModified)
        .ReadsHeaders(HeaderDescription.IfNoneMatch)
        .ReturnsHeaders(HeaderDescription.ETag);

    private static async Task<FileContentHttpResult> HandleAsync(HttpContext context, IServedDocument document)
    {
        var copy = await document.GetAsync(context.RequestAborted);
        var form = Choose(copy, context.Request.GetTypedHeaders().AcceptEncoding);
        var headers = context.Response.Headers;
        (headers.Vary, headers.CacheControl, headers.ContentEncoding) = (HeaderNames.AcceptEncoding, "no-cache", form.Encoding);
        return TypedResults.Bytes(form.Bytes, ContentType, entityTag: new EntityTagHeaderValue(form.ETag));
    }

    private static DocumentCopy.Form Choose(DocumentCopy copy, IList<StringWithQualityHeaderValue> accepted) =>
        Accepts(accepted, copy.Brotli) ? copy.Brotli : Accepts(accepted, copy.Gzip) ? copy.Gzip : copy.Plain;

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, DocumentCopy.Form form) =>
        accepted.FirstOrDefault(coding => coding.Value.Equals(form.Encoding, StringComparison.OrdinalIgnoreCase))
            is { Quality: null or > 0 };
}
