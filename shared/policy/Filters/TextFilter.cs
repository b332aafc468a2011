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

    /// <summary>A pattern that must not be in a text.</summary>
    internal sealed class BlockPattern(string pattern, string rule, string detail, PolicyConstraints policy) : TextFilter(rule, PatternLength.Of(pattern))
    {
        private readonly LinearPattern _pattern = Patterns.Compile(pattern, wholeString: false);
        private readonly ConstraintDenial _denial = new(GatewayErrors.GuardDenied, rule, detail, policy);

        public override bool Blocks => true;

        public override ConstraintDenial? Check(string text) => LongestMatch is not null && text.Length > WindowedText.LongestPiece
            ? WindowedText.Pass(this, text, out _)?.Denial
            : _pattern.IsMatch(text) ? _denial : null;

        public override TextFinding? Find(ReadOnlySpan<char> text, int start)
        {
            foreach (var match in _pattern.Regex.EnumerateMatches(text, start))
            {
                return new TextFinding(match.Index, match.Length, Replacement: null, _denial);
            }

            return null;
        }
    }

    /// <summary>Personal data of one kind that must not be in a text.</summary>
    internal sealed class BlockPersonalData(PiiKind kind, string rule, string detail, PolicyConstraints policy) : TextFilter(rule, PersonalData.LongestMatch(kind))
    {
        private readonly ConstraintDenial _denial = new(GatewayErrors.GuardDenied, rule, detail, policy);

        public override bool Blocks => true;

        public override ConstraintDenial? Check(string text) =>
            text.Length > WindowedText.LongestPiece ? WindowedText.Pass(this, text, out _)?.Denial : Find(text, 0)?.Denial;

        public override TextFinding? Find(ReadOnlySpan<char> text, int start)
        {
            // What only looks like such data does not count.
            while (PersonalData.Find(kind, text, start) is { } found)
            {
                if (found.Replacement is not null)
                {
                    return found with { Replacement = null, Denial = _denial };
                }

                start = found.Index + found.Length;
            }

            return null;
        }
    }

    /// <summary>A filter that replaces what it finds, in texts of any length.</summary>
    internal abstract class Replacing(string rule, int? longestMatch) : TextFilter(rule, longestMatch)
    {
        public sealed override string Clean(string text)
        {
            if (text.Length <= WindowedText.LongestPiece)
            {
                return Replace(text);
            }

            WindowedText.Pass(this, text, out var cleaned);
            return cleaned;
        }

        protected abstract string Replace(string text);
    }

    /// <summary>Personal data of one kind.</summary>
    internal sealed class RedactPersonalData(PiiKind kind, string rule) : Replacing(rule, PersonalData.LongestMatch(kind))
    {
        public override TextFinding? Find(ReadOnlySpan<char> text, int start) => PersonalData.Find(kind, text, start);

        protected override string Replace(string text) => PersonalData.Redact(kind, text);
    }

    /// <summary>A pattern with a longest match.</summary>
    internal sealed class RedactPattern(string pattern, string rule) : Replacing(rule, PatternLength.Of(pattern))
    {
        private const string Redacted = "[redacted]";

        private readonly LinearPattern _pattern = Patterns.Compile(pattern, wholeString: false);

        public override TextFinding? Find(ReadOnlySpan<char> text, int start)
        {
            foreach (var match in _pattern.Regex.EnumerateMatches(text, start))
            {
                // There is nothing to replace in an empty match.
                if (match.Length > 0)
                {
                    return new TextFinding(match.Index, match.Length, Redacted);
                }
            }

            return null;
        }

        protected override string Replace(string text) => _pattern.Regex.Replace(text, match => match.Length > 0 ? Redacted : "");
    }

    /// <summary>A filter that goes by the names of members. It does not look at texts, so it needs the whole answer.</summary>
    internal sealed class ByMember(string rule) : TextFilter(rule, longestMatch: null);
}
