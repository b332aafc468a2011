using FourRunr.Hosting.Documents;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Faces.Legacy;

/// <summary>Reads the body of an <c>/api</c> endpoint, because these endpoints report errors in their own format.</summary>
internal static class LegacyBody
{
    /// <returns>The body and its JSON, or the error response.</returns>
    public static async ValueTask<(T? Body, JsonElement Json, IResult? Refusal)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        // The serializer reads free-form members only on use, so the whole body is checked first.
        if (!(await RequestBody.ReadAsync(request, request.HttpContext.RequestAborted)).TryGet(out var bytes, out var refusal)
            || !ObjectBody.Read(bytes.Span).TryGet(out var json, out refusal))
        {
            return (null, default, new LegacyErrorResult(refusal.ToProblem()));
        }

        try
        {
            return (json.Deserialize<T>(RequestJson.Options), json, null);
        }
        catch (JsonException exception)
        {
            return (null, default, new LegacyErrorResult(BadRequestToProblem.Map(exception, typeof(T))));
        }
    }
}
