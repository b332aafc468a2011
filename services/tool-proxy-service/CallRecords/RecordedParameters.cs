using System.Buffers;
using FourRunr.ToolProxy.Redaction;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>
/// The part of a call's parameters that records keep: the values of parameters that the action declares harmless
/// (<see cref="ToolAction.PlainParameters"/>) and URLs without their secrets. Of all others, such as texts of mails, records keep only
/// shape and size. Members with names of secrets are redacted at any depth, and everything is bounded.
/// </summary>
internal static class RecordedParameters
{
    /// <summary>Longest result, as JSON.</summary>
    public const int MaxBytes = 4096;

    private const string LeftOut = "[left out]";
    private const string Nested = "[nested]";
    private const string Role = "role";
    private const int LongestString = 256;
    private const int LongestName = 64;
    private const int LongestNumber = 32;
    private const int MostItems = 20;
    private const int MaxDepth = 6;

    /// <summary>Quotes, colon and comma around a member.</summary>
    private const int MemberOverhead = 4;

    /// <summary>Some of the characters that JSON does not escape.</summary>
    private static readonly SearchValues<char> Unescaped =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-/:,;()[]{}?=%*#@!");

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool", "function"];

    /// <param name="parameters">A JSON object that the action's validator accepted.</param>
    public static JsonObject Of(ToolAction action, JsonElement parameters)
    {
        var kept = new JsonObject();
        var room = MaxBytes - "{}".Length;
        foreach (var parameter in parameters.EnumerateObject())
        {
            var name = Cut(parameter.Name, LongestName);
            var value = Keep(action, parameter);
            var size = Size(name, value);
            if (size > room)
            {
                value = LeftOut;
                size = Size(name, value);
            }

            room -= size;
            if (room < 0)
            {
                break;
            }

            kept[name] = value;
        }

        return kept;
    }

    private static JsonNode? Keep(ToolAction action, JsonProperty parameter)
    {
        if (action.UrlParameters.Contains(parameter.Name) && parameter.Value.ValueKind == JsonValueKind.String)
        {
            return Cut(UrlRedactor.Redact(parameter.Value.GetString()!), LongestString);
        }

        // The action's declaration takes precedence over the name: max_tokens is not a secret.
        return action.PlainParameters.Contains(parameter.Name)
            ? Keep(parameter.Name, parameter.Value, isPlain: true, depth: 1)
            : KeepMember(parameter, isPlain: false, depth: 1);
    }

    private static JsonNode? KeepMember(JsonProperty member, bool isPlain, int depth) =>
        SecretNames.Covers(member.Name) ? SecretNames.Redacted : Keep(member.Name, member.Value, isPlain, depth);

    private static JsonNode? Keep(string name, JsonElement value, bool isPlain, int depth) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when depth == MaxDepth => Nested,
        JsonValueKind.Object => KeepObject(value, isPlain, depth),
        JsonValueKind.Array => KeepArray(name, value, isPlain, depth),
        JsonValueKind.String => KeepText(name, value.GetString()!, isPlain),
        JsonValueKind.Number => isPlain && value.GetRawText().Length <= LongestNumber ? JsonValue.Create(value) : "[number]",
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(value.GetBoolean()),
        _ => null,
    };

    private static JsonObject KeepObject(JsonElement value, bool isPlain, int depth)
    {
        var kept = new JsonObject();
        foreach (var member in value.EnumerateObject().Take(MostItems))
        {
            kept[Cut(member.Name, LongestName)] = KeepMember(member, isPlain, depth + 1);
        }

        return kept;
    }

    private static JsonArray KeepArray(string name, JsonElement value, bool isPlain, int depth)
    {
        var kept = new JsonArray();
        foreach (var item in value.EnumerateArray().Take(MostItems))
        {
            kept.Add(Keep(name, item, isPlain, depth + 1));
        }

        if (value.GetArrayLength() > MostItems)
        {
            kept.Add(string.Create(CultureInfo.InvariantCulture, $"[{value.GetArrayLength() - MostItems} more]"));
        }

        return kept;
    }

    private static string KeepText(string name, string text, bool isPlain)
    {
        if (isPlain)
        {
            return Cut(UrlRedactor.RedactWithin(text), LongestString);
        }

        return name == Role && Roles.Contains(text) ? text : string.Create(CultureInfo.InvariantCulture, $"[{Characters.Count(text)} characters]");
    }

    /// <summary>Never half of a surrogate pair.</summary>
    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    private static int Size(string name, JsonNode? value) => Size(name) + MemberOverhead + value switch
    {
        null => "null".Length,
        JsonValue text when text.TryGetValue(out string? content) => Size(content) + "\"\"".Length,
        // The encoder writes ASCII only: a character is a byte.
        _ => value.ToJsonString().Length,
    };

    private static int Size(string text) =>
        text.AsSpan().ContainsAnyExcept(Unescaped) ? JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length : text.Length;
}
