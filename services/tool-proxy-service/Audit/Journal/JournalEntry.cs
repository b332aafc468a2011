using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FourRunr.Contracts;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// What a journal keeps of a call: its record as one JSON object in UTF-8 that begins with <c>"writer"</c> and <c>"seq"</c>, so
/// that every entry says itself where it belongs.
/// </summary>
internal static class JournalEntry
{
    /// <summary>Everything but the place, which only the journal knows.</summary>
    public static byte[] Serialize(CallRecordResponse record) => JsonSerializer.SerializeToUtf8Bytes(record, EntryJson.Default.CallRecordResponse);

    public static byte[] Place(string writer, long seq, ReadOnlySpan<byte> record)
    {
        Span<byte> place = stackalloc byte[128];
        if (!System.Text.Unicode.Utf8.TryWrite(place, $"{{\"writer\":\"{writer}\",\"seq\":{seq},", out var length))
        {
            throw new ArgumentException("The name of a writer is too long.", nameof(writer));
        }

        var entry = new byte[length + record.Length - 1];
        place[..length].CopyTo(entry);
        record[1..].CopyTo(entry.AsSpan(length));
        return entry;
    }

    public static CallRecordResponse Read(ReadOnlySpan<byte> entry) =>
        JsonSerializer.Deserialize(entry, EntryJson.Default.CallRecordResponse) ?? throw new JsonException("An entry is null.");

    public static CallRecordResponse Read(string entry) => Read(Encoding.UTF8.GetBytes(entry));
}

/// <summary>Made at build time, since every call is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallRecordResponse))]
internal sealed partial class EntryJson : JsonSerializerContext;
