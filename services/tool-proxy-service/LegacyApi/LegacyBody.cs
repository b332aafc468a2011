using System.Text.Json;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.LegacyApi;

/// <summary>Reads the body of an <c>/api</c> endpoint by hand, because what is wrong with it must be told in these endpoints' own form.</summary>
internal static class LegacyBody
{
    public static async ValueTask<(T? Body, IResult? Refusal)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        var read = await RequestBody.ReadAsync(request, request.HttpContext.RequestAborted);
        if (read.Refusal is not null)
        {
            return (null, new LegacyErrorResult(ToolCallHttp.ToProblem(read.Refusal)));
        }

        try
        {
            return JsonSerializer.Deserialize<T>(read.Bytes.Span, GatewayJson.Strict) is { } body
                ? (body, null)
                : (null, Invalid("The body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            return (null, Invalid(BadRequestToProblem.Describe(exception)));
        }
    }

    private static LegacyErrorResult Invalid(string detail) => new(new ProblemResult(GatewayErrors.BodyInvalid, detail));
}
