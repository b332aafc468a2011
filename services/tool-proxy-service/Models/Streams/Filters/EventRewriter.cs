using System.Buffers;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>
/// Writes the events of a stream anew, with what the filters leave of them. Texts that arrive in pieces are filtered as one text; all else is filtered
/// event by event. Most events of a text differ in their piece alone: what surrounds it is read, filtered and written once.
/// </summary>
internal abstract class EventRewriter(StreamFilters filters) : IDisposable
{
    private readonly Dictionary<string, FilteredText> _texts = [];
    private readonly List<(JsonObject Parent, string Member, FilteredText Text, string Piece)> _pieces = [];
    private readonly Utf8JsonWriter _writer = EventFrame.Writer();
    private readonly EventTemplates _templates = new(filters);
    private ConstraintDenial? _denial;

    /// <summary>Whether events are looked for that are like others. False reads each in full, with the same result.</summary>
    public bool UsesTemplates { get; init; } = true;

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
    public ConstraintDenial? Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, IBufferWriter<byte> before, IBufferWriter<byte> output)
    {
        if (_denial is null && _templates.Find(name, json) is { } like)
        {
            return TakeLike(like, json, output);
        }

        if (EventJson.Parse(json) is not JsonObject data)
        {
            throw new JsonException("The event is no object.");
        }

        RemoveLogprobs(data);
        _pieces.Clear();
        FindPieces(data);
        var hasOnlyPieces = _pieces.Count > 0 && IsBare(data);
        var isBare = hasOnlyPieces && _pieces.Any(piece => piece.Piece.Length > 0);
        JsonNode? rest = data;
        _denial ??= filters.Apply(ref rest);
        var ended = EndedBy(data);
        if (UsesTemplates && _denial is null && ended is null && _pieces is [var only])
        {
            _templates.Add(new TemplateSource(name, json, data, only.Parent, only.Member, only.Piece), only.Text, hasOnlyPieces);
        }

        var isEmpty = true;
        foreach (var (parent, member, text, piece) in _pieces)
        {
            var left = new string(text.Append(piece, ref _denial));
            left += ended?.Invoke(text) == true && _denial is null ? text.End(ref _denial) : "";
            parent[member] = left;
            isEmpty &= left.Length == 0;
        }

        if (ended is not null)
        {
            End(ended, before);
        }

        if (_denial is null && !(isBare && isEmpty))
        {
            Write(Encoding.ASCII.GetString(name), data, output);
        }

        return _denial;
    }

    /// <summary>The answer has ended: all that was held back may leave.</summary>
    public ConstraintDenial? Finish(IBufferWriter<byte> output)
    {
        End(static _ => true, output);
        return _denial;
    }

    /// <summary>Whether an event is like one before, but for its piece.</summary>
    public bool Knows(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json) => _templates.Find(name, json) is not null;

    public void Dispose() => _writer.Dispose();

    /// <summary>Names the pieces of texts that are in the event, by <see cref="Piece"/>.</summary>
    protected abstract void FindPieces(JsonObject data);

    /// <summary>Whether the event has nothing but its pieces, which are taken out already.</summary>
    protected abstract bool IsBare(JsonObject data);

    /// <summary>Which texts end with the event; null when none does, whatever texts there are.</summary>
    protected abstract Func<FilteredText, bool>? EndedBy(JsonObject data);

    /// <summary>The name of an event that the gateway makes.</summary>
    protected abstract string NameOf(JsonObject data);

    /// <summary>The number of an event that is sent, in dialects that number them.</summary>
    /// <param name="number">As it came.</param>
    protected virtual long Number(long number) => number;

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

    /// <summary>The event is like one before, but for its piece.</summary>
    private ConstraintDenial? TakeLike(EventTemplate template, ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var padding = template.Padding(json);
        if (padding is not null)
        {
            JsonNode? node = padding;
            _denial ??= filters.Apply(ref node);
            padding = node?.GetValue<string>();
        }

        var piece = template.Piece(json);
        var left = template.Text.Append(piece, ref _denial);
        if (_denial is null && !(template.HasOnlyPiece && piece.Length > 0 && left.IsEmpty))
        {
            template.Write(left, padding, template.Number(json) is { } number ? Number(number) : 0, _writer, output);
        }

        return _denial;
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
        if (data.Number(TemplateSource.SequenceNumber) is { } number && Number(number) is var next && next != number)
        {
            data[TemplateSource.SequenceNumber] = next;
        }

        EventFrame.Write(name, data, _writer, output);
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
