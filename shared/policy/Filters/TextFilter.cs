using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>
/// One response filter that looks into texts. An answer that streams may be filtered in parts when every part is looked at together
/// with the <see cref="LongestMatch"/> characters around its end.
/// </summary>
public abstract class TextFilter
{
    private protected TextFilter(string rule, int? longestMatch) => (Rule, LongestMatch) = (rule, longestMatch);

    /// <summary>As it is written in denials: <c>guards.pii_filters email</c>.</summary>
    public string Rule { get; }

    /// <summary>
    /// The longest text, in UTF-16 characters, that decides about one match, the neighbours that the match looks at included. Null: only
    /// the whole answer will do.
    /// </summary>
    public int? LongestMatch { get; }

    /// <summary>Whether a finding keeps the answer from leaving; otherwise it is replaced.</summary>
    public virtual bool Blocks => false;

    /// <returns>Why the text must not leave; null when it may.</returns>
    public virtual ConstraintDenial? Check(string text) => null;

    /// <summary>The text as it may leave; the same object when nothing is to be changed.</summary>
    public virtual string Clean(string text) => text;

    /// <summary>The first finding in a text of which more may follow.</summary>
    /// <param name="text">What precedes <paramref name="start"/> has been looked at; it tells where words, and the text, begin.</param>
    /// <returns>Null when nothing is found.</returns>
    public virtual TextFinding? Find(ReadOnlySpan<char> text, int start) => null;

    /// <summary>A pattern that must not be in an answer.</summary>
    internal sealed class Block(BlockPattern pattern) : TextFilter(pattern.Rule, PatternLength.Of(pattern.Pattern.Regex.ToString()))
    {
        public override bool Blocks => true;

        public override ConstraintDenial? Check(string text) => LongestMatch is not null && text.Length > WindowedText.LongestPiece
            ? WindowedText.Pass(this, text, out _)?.Denial
            : pattern.Pattern.IsMatch(text) ? pattern.Denial : null;

        public override TextFinding? Find(ReadOnlySpan<char> text, int start)
        {
            foreach (var match in pattern.Pattern.Regex.EnumerateMatches(text, start))
            {
                return new TextFinding(match.Index, match.Length, Replacement: null, pattern.Denial);
            }

            return null;
        }
    }

    /// <summary>Personal data of one kind.</summary>
    internal sealed class Redact(PiiKind kind) : TextFilter($"guards.pii_filters {kind.ToWire()}", PersonalData.LongestMatch(kind))
    {
        public override string Clean(string text)
        {
            if (text.Length <= WindowedText.LongestPiece)
            {
                return PersonalData.Redact(kind, text);
            }

            WindowedText.Pass(this, text, out var cleaned);
            return cleaned;
        }

        public override TextFinding? Find(ReadOnlySpan<char> text, int start) => PersonalData.Find(kind, text, start);
    }

    /// <summary>A filter that goes by the names of members. It does not look at texts, so it needs the whole answer.</summary>
    internal sealed class ByMember(string rule) : TextFilter(rule, longestMatch: null);
}
