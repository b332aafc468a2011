using System.Text.Encodings.Web;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Refusals in the words of the dialects, so that a client of either raises its usual error.</summary>
internal static class DialectErrors
{
    public const string ContentType = "application/json";

    private static readonly JsonSerializerOptions AsSent = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The body of an answer that is refused before it began, the same in all dialects, in UTF-8: <c>{"type":"error","error":{"type","code","message",
    /// "param","details":{"error_code"}}}</c> and the members of the problem, but for its type.
    /// </summary>
    public static byte[] Body(Problem problem)
    {
        var body = JsonSerializer.SerializeToNode(problem, GatewayJson.Tolerant)!.AsObject();
        body["type"] = "error";
        body["error"] = Error(problem.Status, problem.Code, Message(problem.Detail, problem.HowToFix));
        return JsonSerializer.SerializeToUtf8Bytes(body, AsSent);
    }

    /// <summary>The event that ends a stream that failed after it had begun: server-sent, in UTF-8, with the empty line after it.</summary>
    /// <param name="sequenceNumber">Of responses: that of the event.</param>
    public static byte[] Event(ModelDialect dialect, Refusal refusal, long sequenceNumber = 0)
    {
        var message = Message(refusal.Detail ?? refusal.Kind.Title, refusal.HowToFix ?? refusal.Kind.HowToFix);
        var data = new JsonObject();
        if (dialect != ModelDialect.ChatCompletions)
        {
            data["type"] = "error";
        }

        if (dialect == ModelDialect.Responses)
        {
            data["code"] = refusal.Kind.Code;
            data["message"] = message;
            data["param"] = null;
            data["sequence_number"] = sequenceNumber;
        }

        data["error"] = Error(refusal.Kind.Status, refusal.Kind.Code, message);
        // Some clients of chat completions stop at the name of an event.
        ReadOnlySpan<byte> head = dialect == ModelDialect.ChatCompletions ? "data: "u8 : "event: error\ndata: "u8;
        return [.. head, .. JsonSerializer.SerializeToUtf8Bytes(data, AsSent), .. "\n\n"u8];
    }

    private static JsonObject Error(int status, string code, string message) => new()
    {
        ["type"] = TypeOf(status),
        ["code"] = code,
        ["message"] = message,
        ["param"] = null,
        ["details"] = new JsonObject { ["error_code"] = code },
    };

    private static string Message(string detail, string? howToFix) => howToFix is null ? detail : $"{detail} {howToFix}";

    /// <summary>The types that both dialects have, and where one has more, the one that its clients know.</summary>
    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status402PaymentRequired => "billing_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        StatusCodes.Status503ServiceUnavailable => "overloaded_error",
        StatusCodes.Status504GatewayTimeout => "timeout_error",
        < StatusCodes.Status500InternalServerError => "invalid_request_error",
        _ => "api_error",
    };
}
