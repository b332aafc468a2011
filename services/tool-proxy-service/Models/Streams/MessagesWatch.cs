using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Messages: blocks of content, each with a beginning, deltas and an end; usage at the beginning and, cumulative, before the end.</summary>
internal sealed class MessagesWatch(Func<string, long>? countTokens) : TypedEventWatch(ModelDialect.Messages, countTokens)
{
    protected override void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("message"u8))
        {
            reader.Read();
            AddUsageOf(ref reader);
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            IsUsageFinal |= AddUsage(ref reader);
        }
        else if (reader.ValueTextEquals("content_block"u8))
        {
            reader.Read();
            // What a model shows of its thinking is often a summary; the whole is paid for.
            HasReasonedHidden |= HasType(ref reader, "thinking"u8, "redacted_thinking"u8);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    protected override EventKind KindOf(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("message_stop"u8) => EventKind.End,
        _ when type.SequenceEqual("error"u8) => EventKind.Failure,
        _ => EventKind.Ordinary,
    };
}
