using FourRunr.Contracts;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz.Rules;

/// <summary>What holds for every answer, whatever was asked.</summary>
internal static class AnswerRules
{
    /// <summary>All parts of this gateway are up and its tools are mocks: nothing may take longer, on a busy machine either.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>What the server itself answers to bytes that are no request, without a body.</summary>
    private static readonly int[] BareOfTheServer = [400, 408, 411, 413, 414, 417, 431, 501, 505];

    public static IEnumerable<string> Broken(RawRequest request, RawAnswer answer, TimeSpan took)
    {
        if (took > Limit)
        {
            yield return "no answer is slower than its limit";
        }

        if (answer.Status <= 0)
        {
            if (request.IsHttp)
            {
                yield return answer.Status < 0 ? "every request is answered in time" : "every request is answered";
            }

            yield break;
        }

        if (answer.Status is 500 or 502 or 503 or 504 && CodeOf(answer) is null or "internal_error" or "dependency_unavailable")
        {
            yield return $"a caller's fault is no outage ({answer.Status})";
        }

        if (answer.Status >= 400 && !HasOneShape(request, answer))
        {
            yield return $"one shape of refusals ({answer.Status})";
        }

        if (!IsAsExpected(request.Expected, answer))
        {
            yield return $"expected {request.Expected} ({request.Note}), got {answer.Status}";
        }
    }

    private static bool IsAsExpected(Expected expected, RawAnswer answer) => expected switch
    {
        Expected.Success => answer.Status is >= 200 and < 300,
        Expected.Refusal => answer.Status is >= 400 and < 500,
        Expected.Stranger => answer.Status is 401 or 429,
        Expected.AllPassed => answer.Status == 200 && Read(answer)?.GetProperty("failed").GetInt32() == 0,
        Expected.NonePassed => answer.Status == 200 && Read(answer)?.GetProperty("passed").GetInt32() == 0,
        _ => true,
    };

    /// <summary>
    /// A problem (RFC 9457) with one of the gateway's codes, an OAuth error (RFC 6749 section 5.2), the form of <c>/api</c>, or an error of
    /// JSON-RPC 2.0 about a message of MCP.
    /// </summary>
    private static bool HasOneShape(RawRequest request, RawAnswer answer)
    {
        if (answer.Body.Length == 0)
        {
            return request.Bytes.AsSpan().StartsWith("HEAD "u8) || (!request.IsHttp && BareOfTheServer.Contains(answer.Status));
        }

        if (request.Bytes.AsSpan().StartsWith("POST /mcp"u8) && Read(answer) is { } message && Text(message, "jsonrpc") == "2.0")
        {
            return message.TryGetProperty("id", out _) && message.TryGetProperty("error", out var error)
                && error.GetProperty("code").TryGetInt32(out _) && Text(error, "message") is { Length: > 0 };
        }

        return Read(answer) is { } body
            && Text(body, "code") is { } code
            && GatewayErrors.ByCode.TryGetValue(code, out var kind)
            && (kind.Status == answer.Status || Text(body, "error_description") is not null)
            && Text(body, "correlation_id") is { Length: > 0 } id
            && answer.Headers.TryGetValue("X-Correlation-Id", out var header) && header == id
            && (Text(body, "detail") ?? Text(body, "error")) is { Length: > 0 };
    }

    private static string? CodeOf(RawAnswer answer) => Read(answer) is { } body ? Text(body, "code") : null;

    private static JsonElement? Read(RawAnswer answer)
    {
        try
        {
            var body = JsonElement.Parse(answer.Body);
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
