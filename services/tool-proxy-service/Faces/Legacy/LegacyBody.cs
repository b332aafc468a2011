using System.Text.Json;
using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Faces.Legacy;

/// <summary>Reads the body of an <c>/api</c> endpoint by hand, because what is wrong with it must be told in these endpoints' own form.</summary>
internal static class LegacyBody
{
    /// <returns>The body, and the JSON it was read from, or what to answer.</returns>
    public static async ValueTask<(T? Body, JsonElement Json, IResult? Refusal)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        // The serializer reads free-form members only when they are used, so the whole body is checked first.
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
