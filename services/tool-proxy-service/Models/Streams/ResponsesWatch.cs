using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Responses: events with a type and a number; the last one repeats the whole answer.</summary>
internal sealed class ResponsesWatch(Func<string, long>? countTokens) : TypedEventWatch(ModelDialect.Responses, countTokens)
{
    protected override void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("response"u8))
        {
            reader.Read();
            IsUsageFinal |= AddUsageOf(ref reader);
        }
        else if (reader.ValueTextEquals("item"u8))
        {
            reader.Read();
            HasReasonedHidden |= HasType(ref reader, "reasoning"u8, "compaction"u8);
        }
        else if (reader.ValueTextEquals("sequence_number"u8))
        {
            reader.Read();
            SequenceNumber = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? Math.Max(SequenceNumber, number) : SequenceNumber;
            reader.Skip();
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    protected override EventKind KindOf(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) => EventKind.End,
        _ when type.SequenceEqual("response.failed"u8) || type.SequenceEqual("error"u8) => EventKind.Failure,
        _ => EventKind.Ordinary,
    };
}
