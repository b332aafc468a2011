using System.Runtime.InteropServices;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Reads what an answer has cost from the answer, as each dialect says it.</summary>
internal static class UsageReader
{
    /// <summary>Nobody knows what the answer has cost.</summary>
    public static readonly ModelUsage Unknown = new() { Source = UsageSource.Hold };

    /// <param name="answer">A whole answer; or of a stream the object that holds <c>usage</c>.</param>
    /// <returns>Null when the answer does not say, or not in whole numbers.</returns>
    public static ModelUsage? Of(ModelDialect dialect, JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("usage"u8, out var usage) && usage.ValueKind == JsonValueKind.Object
            ? OfUsage(dialect, JsonMarshal.GetRawUtf8Value(usage))
            : null;

    /// <inheritdoc cref="Of(ModelDialect, JsonElement)"/>
    /// <param name="answer">One JSON value in UTF-8.</param>
    public static ModelUsage? Of(ModelDialect dialect, ReadOnlySpan<byte> answer)
    {
        try
        {
            var reader = new Utf8JsonReader(answer);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = reader.ValueTextEquals("usage"u8);
                reader.Read();
                if (isUsage && reader.TokenType == JsonTokenType.StartObject)
                {
                    var tally = new UsageTally();
                    tally.Add(ref reader);
                    return tally.ToUsage(dialect);
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not JSON: it says nothing.
        }

        return null;
    }

    /// <inheritdoc cref="Of(ModelDialect, JsonElement)"/>
    /// <param name="events">The beginning of a stream, of which the first event is looked at.</param>
    public static ModelUsage? OfEvent(ModelDialect dialect, ReadOnlySpan<byte> events)
    {
        var at = events.IndexOf("data:"u8);
        if (at < 0)
        {
            return null;
        }

        var data = events[(at + "data:"u8.Length)..];
        var end = data.IndexOfAny((byte)'\n', (byte)'\r');
        return Of(dialect, end < 0 ? data : data[..end]);
    }

    private static ModelUsage? OfUsage(ModelDialect dialect, ReadOnlySpan<byte> usage)
    {
        var reader = new Utf8JsonReader(usage);
        reader.Read();
        var tally = new UsageTally();
        tally.Add(ref reader);
        return tally.ToUsage(dialect);
    }
}
