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

    /// <returns>Why the text must not leave; null when it may.</returns>
    public virtual ConstraintDenial? Check(string text) => null;

    /// <summary>The text as it may leave; the same object when nothing is to be changed.</summary>
    public virtual string Clean(string text) => text;

    /// <summary>A pattern that must not be in an answer.</summary>
    internal sealed class Block(BlockPattern pattern) : TextFilter(pattern.Rule, PatternLength.Of(pattern.Regex.ToString()))
    {
        public override ConstraintDenial? Check(string text) => pattern.Check(text);
    }

    /// <summary>Personal data of one kind.</summary>
    internal sealed class Redact(PiiKind kind) : TextFilter($"guards.pii_filters {kind.ToWire()}", PersonalData.LongestMatch(kind))
    {
        private readonly PiiKind[] _kinds = [kind];

        public override string Clean(string text) => PersonalData.Redact(text, _kinds);
    }

    /// <summary>A filter that goes by the names of members. It does not look at texts, so it needs the whole answer.</summary>
    internal sealed class ByMember(string rule) : TextFilter(rule, longestMatch: null);
}
