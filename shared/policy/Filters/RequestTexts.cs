using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;

namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>
/// The texts of a request to a model: all strings, names of members, and long numbers, at any depth. A string that is JSON itself (arguments of a
/// tool, what it answered) is read, and its texts are looked at one by one: put in any place of it, a replacement would break it.
/// Not among them are the name of the model and encoded files (<see cref="EncodedContent"/>).
/// </summary>
internal static class RequestTexts
{
    /// <summary>Digits from which a number counts as a text: no shorter one is personal data.</summary>
    private const int LongNumber = 13;

    private static readonly JsonWriterOptions AsSent = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The model has been decided on; its name is no text.</summary>
    public static bool IsModel(JsonProperty member) => member.NameEquals("model"u8);

    /// <param name="name">Of the member that holds the value; null for none.</param>
    /// <param name="isNested">Whether a number may be a text: those of the request itself are settings.</param>
    /// <param name="find">Also called with whole strings that are JSON.</param>
    /// <returns>What is found first; null for nothing.</returns>
    public static T? First<T>(JsonElement value, string? name, bool isNested, Func<string, T?> find)
        where T : class
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if ((find(member.Name) ?? First(member.Value, member.Name, isNested: true, find)) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (First(item, name, isNested: true, find) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case JsonValueKind.String:
                var text = value.GetString() ?? "";
                return EncodedContent.Is(name, text) ? null
                    : find(text) ?? (TryReadJson(text, out var inner) ? First(inner, name: null, isNested: true, find) : null);
            case JsonValueKind.Number:
                return isNested && IsLongNumber(value) ? find(value.GetRawText()) : null;
            default:
                return null;
        }
    }

    /// <param name="request">A JSON object.</param>
    /// <param name="change">Returns the same object for a text that stays as it is.</param>
    /// <returns>The request with its texts changed; null when none is.</returns>
    public static JsonElement? Change(JsonElement request, Func<string, string> change) =>
        Write(request, change, isRequest: true) is { } written ? JsonElement.Parse(written.WrittenSpan) : null;

    /// <returns>Null when nothing is changed.</returns>
    private static ArrayBufferWriter<byte>? Write(JsonElement value, Func<string, string> change, bool isRequest)
    {
        var buffer = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(value).Length + 256);
        using var writer = new Utf8JsonWriter(buffer, AsSent);
        var walk = new ChangingWalk(writer, change);
        walk.Write(value, name: null, isNested: !isRequest, isRequest);
        writer.Flush();
        return walk.HasChanged ? buffer : null;
    }

    private static bool IsLongNumber(JsonElement number) => JsonMarshal.GetRawUtf8Value(number).Length >= LongNumber;

    private static bool TryReadJson(string text, out JsonElement value)
    {
        value = default;
        var trimmed = text.AsSpan().Trim(" \t\r\n");
        if (trimmed.Length < 2 || (trimmed[0], trimmed[^1]) is not (('{', '}') or ('[', ']') or ('"', '"')))
        {
            return false;
        }

        try
        {
            value = JsonElement.Parse(text);
            // Half a surrogate pair: its texts cannot be read, so it is looked at as one text.
            return StrictJson.IsUnicode(value);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class ChangingWalk(Utf8JsonWriter writer, Func<string, string> change)
    {
        public bool HasChanged { get; private set; }

        public void Write(JsonElement value, string? name, bool isNested, bool isRequest = false)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    WriteObject(value, isNested, isRequest);
                    break;
                case JsonValueKind.Array:
                    writer.WriteStartArray();
                    foreach (var item in value.EnumerateArray())
                    {
                        Write(item, name, isNested: true);
                    }

                    writer.WriteEndArray();
                    break;
                case JsonValueKind.String when value.GetString() is { } text && !EncodedContent.Is(name, text):
                    writer.WriteStringValue(Noted(text, TextOf(text)));
                    break;
                case JsonValueKind.Number when isNested && IsLongNumber(value):
                    var number = value.GetRawText();
                    if (change(number) is var changed && changed != number)
                    {
                        writer.WriteStringValue(Noted(number, changed));
                    }
                    else
                    {
                        writer.WriteRawValue(number, skipInputValidation: true);
                    }

                    break;
                default:
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                    break;
            }
        }

        private void WriteObject(JsonElement value, bool isNested, bool isRequest)
        {
            HashSet<string>? given = null;
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                if (isRequest && IsModel(member))
                {
                    member.WriteTo(writer);
                    continue;
                }

                writer.WritePropertyName(NameOf(member.Name, value, ref given));
                Write(member.Value, member.Name, isNested: isNested || !isRequest);
            }

            writer.WriteEndObject();
        }

        /// <summary>Two names may be redacted to the same one; an object has each name once.</summary>
        private string NameOf(string name, JsonElement holder, ref HashSet<string>? given)
        {
            var changed = change(name);
            if (changed == name)
            {
                return name;
            }

            given ??= new HashSet<string>(StringComparer.Ordinal);
            var free = changed;
            for (var i = 2; holder.TryGetProperty(free, out _) || !given.Add(free); i++)
            {
                free = $"{changed} {i.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            }

            return Noted(name, free);
        }

        private string TextOf(string text) => !TryReadJson(text, out var inner) ? change(text)
            : RequestTexts.Write(inner, change, isRequest: false) is { } written ? System.Text.Encoding.UTF8.GetString(written.WrittenSpan)
            : text;

        private string Noted(string before, string after)
        {
            HasChanged |= !ReferenceEquals(before, after) && before != after;
            return after;
        }
    }
}
