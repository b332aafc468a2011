using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace FourRunr.Audit;

/// <summary>One line of an export. Every member must be there, and no other: what is read must be what others read too.</summary>
internal static class ExportLineParser
{
    /// <exception cref="AuditExportException">It is none.</exception>
    public static AuditExportLine Parse(long number, ReadOnlySequence<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(number, Members(document.RootElement));
        }
        catch (JsonException exception)
        {
            throw new AuditExportException(number, "no JSON (a line that was cut off, or not an export).", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new AuditExportException(number, exception is FormatException ? exception.Message : "text that is no Unicode.", exception);
        }
    }

    private static AuditExportLine Parse(long number, Dictionary<string, JsonElement> members)
    {
        AuditExportLine line = Text(members, "type") switch
        {
            "key" => new AuditKeyLine(number, Text(members, "key_id"), Text(members, "public_key_pem")),
            "entry" => new AuditEntryLine(number, Hex(members, "prev_hash"), Hex(members, "hash"), Entry(members)),
            "checkpoint" => new AuditCheckpointLine(number, new AuditCheckpoint(
                Text(members, "writer"), Whole(members, "seq"), Hex(members, "hash"),
                Moment(members, "signed_at"), Text(members, "key_id"), Signature(members))),
            _ => throw new FormatException("'type' is none of key, entry, checkpoint."),
        };
        return members.Count == 0 ? line : throw new FormatException($"'{members.Keys.First()}' does not belong here.");
    }

    private static Dictionary<string, JsonElement> Members(JsonElement line)
    {
        var members = new Dictionary<string, JsonElement>();
        if (line.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException("no JSON object.");
        }

        foreach (var member in line.EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
            {
                throw new FormatException($"'{member.Name}' is there twice.");
            }
        }

        return members;
    }

    private static byte[] Entry(Dictionary<string, JsonElement> members)
    {
        if (members.Remove("entry", out var entry))
        {
            return JsonMarshal.GetRawUtf8Value(entry).ToArray();
        }

        var text = Text(members, "entry_base64", "'entry' is missing.");
        return Convert.FromBase64String(text);
    }

    private static string Text(Dictionary<string, JsonElement> members, string name, string? otherwise = null) =>
        members.Remove(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()! : throw new FormatException(otherwise ?? $"'{name}' must be there and be text.");

    private static byte[] Hex(Dictionary<string, JsonElement> members, string name) => Text(members, name) is var text && text.Length % 2 == 0
        && text.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(text) : throw new FormatException($"'{name}' must be lower-case hex.");

    private static long Whole(Dictionary<string, JsonElement> members, string name) =>
        members.Remove(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var whole) && whole >= 0
            ? whole : throw new FormatException($"'{name}' must be there and be a whole number.");

    private static DateTimeOffset Moment(Dictionary<string, JsonElement> members, string name)
    {
        var milliseconds = Whole(members, name);
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw new FormatException($"'{name}' is no moment.");
    }

    private static byte[] Signature(Dictionary<string, JsonElement> members)
    {
        var text = Text(members, "signature");
        return Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : throw new FormatException("'signature' must be base64url.");
    }
}
