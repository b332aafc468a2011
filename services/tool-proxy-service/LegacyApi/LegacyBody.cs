using System.Text.Json;
using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.LegacyApi;

/// <summary>Reads the body of an <c>/api</c> endpoint by hand, because what is wrong with it must be told in these endpoints' own form.</summary>
internal static class LegacyBody
{
    /// <returns>The body, and the JSON it was read from, or what to answer.</returns>
    public static async ValueTask<(T? Body, JsonElement Json, IResult? Refusal)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        var read = await RequestBody.ReadAsync(request, request.HttpContext.RequestAborted);
        if (read.Refusal is not null)
        {
            return (null, default, new LegacyErrorResult(ToolCallHttp.ToProblem(read.Refusal)));
        }

        // The serializer looks into free-form members only when they are used: the rules are checked on the whole first.
        var (json, malformed) = ObjectBody.Read(read.Bytes.Span);
        if (malformed is not null)
        {
            return (null, default, new LegacyErrorResult(ToolCallHttp.ToProblem(malformed)));
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
