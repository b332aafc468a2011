using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// What a journal keeps of a call: its record as one JSON object in UTF-8 that begins with <c>"writer"</c> and <c>"seq"</c>, so
/// that every entry says itself where it belongs.
/// </summary>
internal static class JournalEntry
{
    /// <summary>Bytes that <c>{"writer":"wrt_…","seq":…,</c> may take.</summary>
    private const int LongestPlace = 80;

    /// <summary>Everything but the place, which only the journal knows: the record's members, behind room for it.</summary>
    public static byte[] Serialize(CallRecordResponse record)
    {
        using var json = ReusedJsonWriter.TakeEscaping();
        JsonSerializer.Serialize(json.Writer, record, EntryJson.Default.CallRecordResponse);
        // Without its first brace, which begins the place.
        var members = json.Written[1..];
        var result = GC.AllocateUninitializedArray<byte>(LongestPlace + members.Length);
        members.CopyTo(result.AsSpan(LongestPlace));
        return result;
    }

    /// <summary>Puts the place into the room before the members.</summary>
    /// <returns>The entry, in the same memory.</returns>
    public static ReadOnlyMemory<byte> Place(string writer, long seq, byte[] members)
    {
        Span<byte> place = stackalloc byte[LongestPlace];
        if (!Utf8.TryWrite(place, $"{{\"writer\":\"{writer}\",\"seq\":{seq},", out var length))
        {
            throw new ArgumentException("The name of a writer is too long.", nameof(writer));
        }

        var start = LongestPlace - length;
        place[..length].CopyTo(members.AsSpan(start));
        return members.AsMemory(start);
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
