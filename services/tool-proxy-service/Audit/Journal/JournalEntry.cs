using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// A journal entry: the call record as a JSON object in UTF-8 that begins with <c>"writer"</c> and <c>"seq"</c>, so that every entry
/// states its position.
/// </summary>
internal static class JournalEntry
{
    /// <summary>Bytes that <c>{"writer":"wrt_…","seq":…,</c> may take.</summary>
    private const int LongestPosition = 80;

    /// <summary>The record's members, with room before them for the position, which only the journal knows.</summary>
    public static byte[] Serialize(CallRecordResponse record)
    {
        using var json = ReusedJsonWriter.TakeEscaping();
        JsonSerializer.Serialize(json.Writer, record, EntryJson.Default.CallRecordResponse);
        // Without the first brace, which is part of the position.
        var members = json.Written[1..];
        var result = GC.AllocateUninitializedArray<byte>(LongestPosition + members.Length);
        members.CopyTo(result.AsSpan(LongestPosition));
        return result;
    }

    /// <summary>Writes the position into the room before the members.</summary>
    /// <returns>The entry, in the same memory.</returns>
    public static ReadOnlyMemory<byte> WithPosition(string writer, long seq, byte[] members)
    {
        Span<byte> position = stackalloc byte[LongestPosition];
        if (!Utf8.TryWrite(position, $"{{\"writer\":\"{writer}\",\"seq\":{seq},", out var length))
        {
            throw new ArgumentException("The name of a writer is too long.", nameof(writer));
        }

        var start = LongestPosition - length;
        position[..length].CopyTo(members.AsSpan(start));
        return members.AsMemory(start);
    }

    public static CallRecordResponse Read(ReadOnlySpan<byte> entry) =>
        JsonSerializer.Deserialize(entry, EntryJson.Default.CallRecordResponse) ?? throw new JsonException("An entry is null.");

    public static CallRecordResponse Read(string entry) => Read(Encoding.UTF8.GetBytes(entry));
}

/// <summary>Generated at build time, because every call is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallRecordResponse))]
internal sealed partial class EntryJson : JsonSerializerContext;
