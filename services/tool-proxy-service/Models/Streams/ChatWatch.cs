using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Chat completions: chunks, and <c>[DONE]</c> after the last one.</summary>
internal sealed class ChatWatch(Func<string, long>? countTokens) : AnswerWatch(ModelDialect.ChatCompletions, countTokens)
{
    public static ReadOnlySpan<byte> Done => "[DONE]"u8;

    protected override EventKind Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual(Done))
        {
            return EventKind.End;
        }

        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return EventKind.Ordinary;
        }

        var (hasUsage, hasNoChoices, isFailure) = (false, false, false);
        while (NextMember(ref reader, depth: 0))
        {
            var isChoices = reader.ValueTextEquals("choices"u8);
            var isUsage = reader.ValueTextEquals("usage"u8);
            var isError = reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isChoices && reader.TokenType == JsonTokenType.StartArray)
            {
                hasNoChoices = !ReadChoices(ref reader);
            }
            else if (isUsage)
            {
                hasUsage = AddUsage(ref reader);
            }
            else
            {
                isFailure |= isError && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.String);
                reader.Skip();
            }
        }

        if (isFailure)
        {
            return EventKind.Failure;
        }

        IsUsageFinal |= hasUsage && hasNoChoices;
        return hasUsage && hasNoChoices ? EventKind.Usage : EventKind.Ordinary;
    }

    /// <returns>Whether there is one.</returns>
    private bool ReadChoices(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var any = false;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            any = true;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            var choice = reader.CurrentDepth;
            while (NextMember(ref reader, choice))
            {
                var isDelta = reader.ValueTextEquals("delta"u8);
                reader.Read();
                if (isDelta)
                {
                    AddTexts(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return any;
    }
}
