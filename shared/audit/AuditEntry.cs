using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FourRunr.Audit;

/// <summary>What verification needs to know of an entry.</summary>
internal static class AuditEntry
{
    /// <summary>Reads the first two members.</summary>
    /// <param name="likely">Returned as it is when the entry names this writer, so that a million rows share one text.</param>
    public static bool TryReadPlace(ReadOnlySpan<byte> entry, string? likely, [NotNullWhen(true)] out string? writer, out long seq)
    {
        (writer, seq) = (null, 0);
        try
        {
            var reader = new Utf8JsonReader(entry);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject
                || !IsMember(ref reader, "writer"u8) || reader.TokenType != JsonTokenType.String)
            {
                return false;
            }

            var named = likely is not null && reader.ValueTextEquals(likely) ? likely : reader.GetString();
            if (!IsMember(ref reader, "seq"u8) || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out seq) || seq < 1)
            {
                return false;
            }

            writer = named;
            return writer is not null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <returns>Null if there is none, or the entry cannot be read up to it.</returns>
    public static string? CallId(ReadOnlySpan<byte> entry)
    {
        try
        {
            var reader = new Utf8JsonReader(entry);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("call_id"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Malformed, or text that is no Unicode: the row is named by its place.
        }

        return null;
    }

    /// <summary>Goes to the value of the next member.</summary>
    private static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();
}
