using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Primitives;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// The header <c>Idempotency-Key</c>: 1 to 255 visible ASCII characters. Also read as the structured-field string of
/// draft-ietf-httpapi-idempotency-key-header: <c>"abc"</c> is the same key as <c>abc</c>. A token or an operator key is refused, because the key is
/// forwarded to APIs that support it.
/// </summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int Longest = 255;

    /// <returns>Null without the header. If it is sent twice, both values must be equal.</returns>
    public static RefusalOr<string?> Read(StringValues header)
    {
        if (header.Count == 0)
        {
            return (string?)null;
        }

        var keys = header.Select(Parse).Distinct(StringComparer.Ordinal).ToArray();
        return keys is [{ } key]
            ? key
            : Refuse(keys.Length > 1 ? "Send one key." : "Send 1 to 255 visible ASCII characters, and no credential.");
    }

    private static string? Parse(string? text)
    {
        var key = text is ['"', ..] ? Unquote(text) : text;
        return key is { Length: > 0 and <= Longest } && key.All(character => character is > ' ' and <= '~') && !CredentialShape.IsOurs(key) ? key : null;
    }

    /// <summary>RFC 9651, section 3.3.3: a backslash escapes a quote or a backslash, and nothing else.</summary>
    private static string? Unquote(string text)
    {
        if (text.Length < 2 || text[^1] != '"')
        {
            return null;
        }

        var inner = text.AsSpan(1, text.Length - 2);
        var key = new StringBuilder(inner.Length);
        for (var index = 0; index < inner.Length; index++)
        {
            var escaped = inner[index] == '\\';
            if (escaped && ++index == inner.Length)
            {
                return null;
            }

            if (inner[index] is '"' or '\\' != escaped)
            {
                return null;
            }

            key.Append(inner[index]);
        }

        return key.ToString();
    }

    private static Refusal Refuse(string message) => new(GatewayErrors.ParamsInvalid, $"The header {Header} is not valid.")
    {
        Errors = new Dictionary<string, string[]> { ["idempotency_key"] = [message] },
        HowToFix = $"Send {Header} once, with 1 to 255 visible ASCII characters, or leave it out.",
    };
}
