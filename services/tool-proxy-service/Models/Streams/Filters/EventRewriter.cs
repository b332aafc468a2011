using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>
/// Writes the events of a stream anew, with what the filters leave of them. Texts that arrive in pieces are filtered as one text; all else is filtered
/// event by event.
/// </summary>
internal abstract class EventRewriter(StreamFilters filters) : IDisposable
{
    private readonly Dictionary<string, FilteredText> _texts = [];
    private readonly List<(JsonObject Parent, string Member, FilteredText Text, string Piece)> _pieces = [];
    private readonly Utf8JsonWriter _writer = new(Stream.Null, new JsonWriterOptions { Encoder = EventJson.AsSent.Encoder, MaxDepth = 64 });
    private ConstraintDenial? _denial;

    /// <exception cref="NotSupportedException">The dialect does not stream.</exception>
    public static EventRewriter Of(ModelDialect dialect, StreamFilters filters) => dialect switch
    {
        ModelDialect.ChatCompletions => new ChatRewriter(filters),
        ModelDialect.Responses => new ResponsesRewriter(filters),
        ModelDialect.Messages => new MessagesRewriter(filters),
        _ => throw new NotSupportedException($"{dialect} does not stream."),
    };

    /// <summary>Writes an event.</summary>
    /// <param name="before">Gets what has to precede the event: ends of texts that were held back.</param>
    /// <param name="output">Gets the event; nothing if nothing is left of it.</param>
    /// <returns>Why nothing more must be let out; null when the stream may go on.</returns>
    /// <exception cref="Exception">The event cannot be understood: nothing more must be let out either.</exception>
    public ConstraintDenial? Take(string name, ReadOnlySpan<byte> json, IBufferWriter<byte> before, IBufferWriter<byte> output)
    {
        if (EventJson.Parse(json) is not JsonObject data)
        {
            throw new JsonException("The event is no object.");
        }

        RemoveLogprobs(data);
        _pieces.Clear();
        FindPieces(data);
        var isBare = _pieces.Count > 0 && _pieces.Any(piece => piece.Piece.Length > 0) && IsBare(data);
        JsonNode? rest = data;
        _denial ??= filters.Apply(ref rest);
        var ended = EndedBy(data);
        var isEmpty = true;
        foreach (var (parent, member, text, piece) in _pieces)
        {
            var left = text.Append(piece, ref _denial);
            left += ended(text) && _denial is null ? text.End(ref _denial) : "";
            parent[member] = left;
            isEmpty &= left.Length == 0;
        }

        End(ended, before);
        if (_denial is null && !(isBare && isEmpty))
        {
            Write(name, data, output);
        }

        return _denial;
    }

    /// <summary>The answer has ended: all that was held back may leave.</summary>
    public ConstraintDenial? Finish(IBufferWriter<byte> output)
    {
        End(static _ => true, output);
        return _denial;
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Names the pieces of texts that are in the event, by <see cref="Piece"/>.</summary>
    protected abstract void FindPieces(JsonObject data);

    /// <summary>Whether the event has nothing but its pieces, which are taken out already.</summary>
    protected abstract bool IsBare(JsonObject data);

    /// <summary>Which texts end with the event.</summary>
    protected abstract Func<FilteredText, bool> EndedBy(JsonObject data);

    /// <summary>The name of an event that the gateway makes.</summary>
    protected abstract string NameOf(JsonObject data);

    /// <summary>Gives an event its number, in dialects that number them.</summary>
    protected virtual void Number(JsonObject data)
    {
    }

    /// <summary>Takes a piece of a text out of the event.</summary>
    /// <param name="isWhole">The text makes sense only as a whole.</param>
    protected void Piece(
        JsonObject parent, string member, string key, string group, Func<WholePlace> place, Func<Func<string, JsonObject>> toEvent, bool isWhole = false)
    {
        if (!_texts.TryGetValue(key, out var text))
        {
            text = isWhole || filters.IsBuffered
                ? new FilteredText.Whole(filters, key, group, place()) { ToEvent = toEvent() }
                : new FilteredText.Windowed(filters, key, group, place()) { ToEvent = toEvent() };
            _texts.Add(key, text);
        }

        var piece = parent[member]!.GetValue<string>();
        parent[member] = null;
        _pieces.Add((parent, member, text, piece));
    }

    private void End(Func<FilteredText, bool> ended, IBufferWriter<byte> output)
    {
        foreach (var text in _texts.Values)
        {
            if (_denial is not null)
            {
                return;
            }

            if (!text.HasEnded && ended(text) && text.End(ref _denial) is { Length: > 0 } left && _denial is null)
            {
                var last = text.ToEvent(left);
                Write(NameOf(last), last, output);
            }
        }
    }

    private void Write(string name, JsonObject data, IBufferWriter<byte> output)
    {
        Number(data);
        if (name.Length > 0)
        {
            output.Write("event: "u8);
            output.Write(Encoding.ASCII.GetBytes(name));
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        _writer.Reset(output);
        data.WriteTo(_writer, EventJson.AsSent);
        _writer.Flush();
        output.Write("\n\n"u8);
    }

    /// <summary>Probabilities repeat the text token by token, and name what else it could have been.</summary>
    private static void RemoveLogprobs(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                for (var i = 0; i < members.Count; i++)
                {
                    var (name, value) = members.GetAt(i);
                    if (name == "logprobs" && value is (JsonArray or JsonObject))
                    {
                        members.SetAt(i, value is JsonArray ? new JsonArray() : null);
                    }
                    else
                    {
                        RemoveLogprobs(value);
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    RemoveLogprobs(items[i]);
                }

                break;
        }
    }
}
