using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Reads events that are objects with a <c>type</c>, which is also the event's name, and a <c>delta</c> with what is put out.</summary>
internal abstract class TypedEventWatch(ModelDialect dialect, Func<string, long>? countTokens) : AnswerWatch(dialect, countTokens)
{
    protected sealed override EventKind Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var kind = KindOf(name);
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return kind;
        }

        while (NextMember(ref reader, depth: 0))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                kind = kind == EventKind.Ordinary && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? KindOf(reader.ValueSpan) : kind;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                AddTexts(ref reader);
            }
            else
            {
                ReadMember(ref reader);
            }
        }

        return kind;
    }

    /// <param name="type">Or the name of the event.</param>
    protected abstract EventKind KindOf(ReadOnlySpan<byte> type);

    /// <param name="reader">At the name of another member; at the end of its value on return.</param>
    protected abstract void ReadMember(ref Utf8JsonReader reader);
}
