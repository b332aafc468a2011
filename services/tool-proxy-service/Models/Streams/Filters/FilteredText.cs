using FourRunr.PolicyEvaluation;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>One text of an answer that arrives in pieces: of one choice, the content, or a refusal, or the arguments of one call of a tool.</summary>
/// <param name="key">What tells the text from the others of the answer.</param>
/// <param name="group">Texts that end together.</param>
/// <param name="place">Where the whole text is in an answer that does not stream.</param>
internal abstract class FilteredText(string key, string group, WholePlace place)
{
    public string Key => key;

    public string Group => group;

    public bool HasEnded { get; private set; }

    protected WholePlace Place => place;

    /// <summary>Makes an event of the end of the text.</summary>
    public required Func<string, JsonObject> ToEvent { get; init; }

    /// <returns>What may leave now; valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The text had ended: what follows cannot be judged.</exception>
    public ReadOnlySpan<char> Append(ReadOnlySpan<char> piece, ref ConstraintDenial? denial)
    {
        if (HasEnded)
        {
            return piece.Length == 0 ? default : throw new InvalidOperationException("A text goes on after its end.");
        }

        return piece.Length == 0 ? default : Take(piece, ref denial);
    }

    /// <returns>What is left.</returns>
    public string End(ref ConstraintDenial? denial)
    {
        if (HasEnded)
        {
            return "";
        }

        HasEnded = true;
        return TakeEnd(ref denial);
    }

    protected abstract ReadOnlySpan<char> Take(ReadOnlySpan<char> piece, ref ConstraintDenial? denial);

    protected abstract string TakeEnd(ref ConstraintDenial? denial);

    /// <summary>Leaves as far as no filter can find anything in it any more.</summary>
    public sealed class Windowed(StreamFilters filters, string key, string group, WholePlace place) : FilteredText(key, group, place)
    {
        private readonly FilterStages _stages = new(filters);

        protected override ReadOnlySpan<char> Take(ReadOnlySpan<char> piece, ref ConstraintDenial? denial) => _stages.Pass(piece, isEnd: false, ref denial);

        protected override string TakeEnd(ref ConstraintDenial? denial) => new(_stages.Pass("", isEnd: true, ref denial));
    }

    /// <summary>Leaves when it is complete.</summary>
    public sealed class Whole(StreamFilters filters, string key, string group, WholePlace place) : FilteredText(key, group, place)
    {
        // JSON is filtered value by value: put in another place of it, a replacement would break it.
        private readonly FilterStages? _stages = place.IsJson ? null : new FilterStages(filters);
        private readonly StringBuilder _text = new();

        protected override ReadOnlySpan<char> Take(ReadOnlySpan<char> piece, ref ConstraintDenial? denial)
        {
            _text.Append(_stages is null ? piece : _stages.Pass(piece, isEnd: false, ref denial));
            return default;
        }

        protected override string TakeEnd(ref ConstraintDenial? denial)
        {
            _text.Append(_stages is null ? "" : _stages.Pass("", isEnd: true, ref denial));
            var text = _text.ToString();
            _text.Clear();
            return text.Length == 0 || denial is not null ? "" : Place.Filter(text, filters, ref denial);
        }
    }
}
