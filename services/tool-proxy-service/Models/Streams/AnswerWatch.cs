using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Reads the events of one stream as they pass: what they mean, what they cost, what was put out.</summary>
internal abstract class AnswerWatch(ModelDialect dialect, Func<string, long>? countTokens) : IDisposable
{
    private UsageTally _tally;

    /// <summary>The largest number of an event so far, of dialects that number them.</summary>
    public long SequenceNumber { get; protected set; }

    /// <summary>The model has thought, and what it thought is not in the answer or not in full.</summary>
    protected bool HasReasonedHidden { get; set; }

    /// <summary>The provider has said what the whole answer costs.</summary>
    protected bool IsUsageFinal { get; set; }

    protected OutputText Output { get; } = new(countTokens);

    /// <exception cref="NotSupportedException">The dialect does not stream.</exception>
    public static AnswerWatch Of(ModelDialect dialect, Func<string, long>? countTokens) => dialect switch
    {
        ModelDialect.ChatCompletions => new ChatWatch(countTokens),
        ModelDialect.Responses => new ResponsesWatch(countTokens),
        ModelDialect.Messages => new MessagesWatch(countTokens),
        _ => throw new NotSupportedException($"{dialect} does not stream."),
    };

    /// <param name="data">What is not JSON means nothing.</param>
    public EventKind Look(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var kind = name.SequenceEqual("error"u8) ? EventKind.Failure : EventKind.Ordinary;
        try
        {
            var read = Read(name, data);
            return kind == EventKind.Failure ? kind : read;
        }
        catch (JsonException)
        {
            return kind;
        }
    }

    /// <param name="isCompleted">The answer came to its end: then the last word on usage counts, whenever it was said.</param>
    /// <param name="inputTokens">Asked where the provider has not said how long the input is.</param>
    /// <param name="mayReasonHidden">See <see cref="RelayRequest.MayReasonHidden"/>.</param>
    public ModelUsage Usage(bool isCompleted, Func<long> inputTokens, bool mayReasonHidden)
    {
        var told = _tally.ToUsage(dialect);
        if (told is not null && _tally.HasOutput && (IsUsageFinal || isCompleted))
        {
            return told;
        }

        var input = told ?? new ModelUsage();
        var known = input with { Output = Math.Max(input.Output, Output.Count()) };
        return (input.Total == input.Output ? known with { Input = inputTokens() } : known) with
        {
            Source = HasReasonedHidden || mayReasonHidden ? UsageSource.Hold : UsageSource.Estimated,
        };
    }

    public void Dispose() => Output.Dispose();

    protected abstract EventKind Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <param name="reader">At the value of <c>usage</c>; at its end on return.</param>
    /// <returns>Whether there was one.</returns>
    protected bool AddUsage(ref Utf8JsonReader reader)
    {
        if (!IsObject(ref reader))
        {
            return false;
        }

        _tally.Add(ref reader);
        return true;
    }

    /// <summary>Finds <c>usage</c> in an object.</summary>
    /// <param name="reader">At the value; at its end on return.</param>
    protected bool AddUsageOf(ref Utf8JsonReader reader)
    {
        var found = false;
        var depth = reader.CurrentDepth;
        if (!IsObject(ref reader))
        {
            return false;
        }

        while (NextMember(ref reader, depth))
        {
            var isUsage = reader.ValueTextEquals("usage"u8);
            reader.Read();
            if (isUsage)
            {
                found |= AddUsage(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>Whether an object has <c>type</c> with one of two values.</summary>
    /// <param name="reader">At the value; at its end on return.</param>
    protected static bool HasType(ref Utf8JsonReader reader, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var found = false;
        var depth = reader.CurrentDepth;
        if (!IsObject(ref reader))
        {
            return false;
        }

        while (NextMember(ref reader, depth))
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            found |= isType && reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals(one) || reader.ValueTextEquals(other));
            reader.Skip();
        }

        return found;
    }

    /// <summary>Counts the texts in a value, at any depth; its names of things are no output.</summary>
    /// <param name="reader">At the value; at its end on return.</param>
    protected void AddTexts(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        if (reader.TokenType == JsonTokenType.String)
        {
            Output.Add(ref reader);
        }

        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isText = !IsNameOfThing(ref reader);
                reader.Read();
                if (!isText)
                {
                    reader.Skip();
                    continue;
                }
            }

            if (reader.TokenType == JsonTokenType.String)
            {
                Output.Add(ref reader);
            }
        }
    }

    /// <summary>Goes to the next name of a member.</summary>
    protected static bool NextMember(ref Utf8JsonReader reader, int depth) => reader.Read() && reader.CurrentDepth > depth;

    /// <summary>Any other value is passed over.</summary>
    private static bool IsObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    private static bool IsNameOfThing(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("role"u8) || reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("signature"u8);
}
