using Microsoft.Net.Http.Headers;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Serves a stored copy: making the document takes longer than many tool calls, and anyone may ask for it.</summary>
internal static class GetOpenApiDocument
{
    private const string ContentType = "application/json; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/openapi/v1.json", [HttpMethods.Get, HttpMethods.Head], HandleAsync)
        .AllowAnonymous()
        .WithTags("Documents")
        .WithSummary("The OpenAPI document of everything that is served here.")
        .Produces<object>()
        .Produces(StatusCodes.Status304NotModified)
        .ReadsHeaders(HeaderDescription.IfNoneMatch)
        .ReturnsHeaders(HeaderDescription.ETag);

    private static async Task HandleAsync(HttpContext context, IServedDocument document)
    {
        var copy = await document.GetAsync(context.RequestAborted);
        var form = Choose(copy, context.Request.GetTypedHeaders().AcceptEncoding);
        var (request, response) = (context.Request, context.Response);
        (response.Headers.ETag, response.Headers.Vary, response.Headers.CacheControl) = (form.ETag, HeaderNames.AcceptEncoding, "no-cache");
        if (EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
            && known.Any(tag => tag == EntityTagHeaderValue.Any || tag.Tag == form.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        (response.ContentType, response.ContentLength) = (ContentType, form.Bytes.Length);
        if (form.Encoding is { } encoding)
        {
            response.Headers.ContentEncoding = encoding;
        }

        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(form.Bytes, context.RequestAborted);
        }
    }

    private static DocumentCopy.Form Choose(DocumentCopy copy, IList<StringWithQualityHeaderValue> accepted) =>
        Accepts(accepted, copy.Brotli) ? copy.Brotli : Accepts(accepted, copy.Gzip) ? copy.Gzip : copy.Plain;

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, DocumentCopy.Form form)
    {
        foreach (var coding in accepted)
        {
            if (coding.Value.Equals(form.Encoding, StringComparison.OrdinalIgnoreCase))
            {
                return coding.Quality is null or > 0;
            }
        }

        return false;
    }
}
