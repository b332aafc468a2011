using System.Text.Json.Serialization;
using System.Text.Unicode;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// A journal entry: the record of a call, or of a change by an operator, as a JSON object in UTF-8 that begins with <c>"writer"</c> and
/// <c>"seq"</c>, so that every entry states its position. That of a change goes on with <c>"kind":"operator_change"</c>.
/// </summary>
internal static class JournalEntry
{
    /// <summary>Bytes that <c>{"writer":"wrt_…","seq":…,</c> may take.</summary>
    private const int LongestPosition = 80;

    private static ReadOnlySpan<byte> ChangeKind => "\"kind\":\"operator_change\","u8;

    /// <summary>The record's members, with room before them for the position, which only the journal knows.</summary>
    public static byte[] Serialize(CallRecordResponse record)
    {
        using var json = ReusedJsonWriter.TakeEscaping();
        JsonSerializer.Serialize(json.Writer, record, EntryJson.Default.CallRecordResponse);
        return Members(kind: default, json.Written);
    }

    /// <inheritdoc cref="Serialize(CallRecordResponse)"/>
    public static byte[] Serialize(RecordedChange recorded)
    {
        using var json = ReusedJsonWriter.TakeEscaping();
        JsonSerializer.Serialize(json.Writer, new ChangeEntry(recorded.RecordedAt, recorded.Change), EntryJson.Default.ChangeEntry);
        return Members(ChangeKind, json.Written);
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

    /// <summary>Whether an entry that a journal wrote records a change, by the member after its position.</summary>
    public static bool IsChange(ReadOnlySpan<byte> entry)
    {
        var seq = entry.IndexOf(",\"seq\":"u8);
        return seq >= 0 && entry[(seq + 1)..].IndexOf((byte)',') is >= 0 and var end && entry[(seq + end + 2)..].StartsWith(ChangeKind);
    }

    public static RecordedChange ReadChange(ReadOnlySpan<byte> entry) =>
        JsonSerializer.Deserialize(entry, EntryJson.Default.ChangeEntry) is { } read
            ? new RecordedChange(read.RecordedAt, read.Change with { Writer = read.Writer, Seq = read.Seq })
            : throw new JsonException("An entry is null.");

    public static RecordedChange ReadChange(string entry) => ReadChange(Encoding.UTF8.GetBytes(entry));

    /// <param name="json">An object, which loses its first brace: that is part of the position.</param>
    private static byte[] Members(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> json)
    {
        var result = GC.AllocateUninitializedArray<byte>(LongestPosition + kind.Length + json.Length - 1);
        kind.CopyTo(result.AsSpan(LongestPosition));
        json[1..].CopyTo(result.AsSpan(LongestPosition + kind.Length));
        return result;
    }
}

/// <summary>The members of an entry that records a change, after its kind.</summary>
internal sealed record ChangeEntry(DateTimeOffset RecordedAt, OperatorChangeResponse Change, string? Writer = null, long? Seq = null);

/// <summary>Generated at build time, because every call is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallRecordResponse))]
[JsonSerializable(typeof(ChangeEntry))]
internal sealed partial class EntryJson : JsonSerializerContext;
