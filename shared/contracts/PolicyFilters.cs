namespace FourRunr.Contracts;

/// <summary>What is changed in a tool's answer before the agent sees it. A filter that fails blocks the answer.</summary>
public sealed record ResponseFilterSpec
{
    /// <summary>Members of any object, at any depth, whose value becomes <c>[redacted]</c>; names are compared without case.</summary>
    public IReadOnlyList<string>? RedactFields { get; init; }

    /// <summary>Strings that are cut.</summary>
    public IReadOnlyList<TruncateFieldSpec>? TruncateFields { get; init; }

    /// <summary>Regular expressions (run without backtracking); an answer with a string that one of them finds is not delivered.</summary>
    public IReadOnlyList<string>? BlockPatterns { get; init; }
}

/// <param name="Field">Member name at any depth, compared without case.</param>
/// <param name="MaxLength">Characters that are kept, 0 to 1,000,000.</param>
public sealed record TruncateFieldSpec(string Field, int MaxLength);

/// <summary>
/// What is changed in the texts of a request before it goes to a model, and what keeps it from going. It holds for models only, not for other tools.
/// A filter that fails refuses the call.
/// </summary>
public sealed record RequestFilterSpec
{
    /// <summary>Kinds of personal data that become <c>[redacted:kind]</c>.</summary>
    public IReadOnlyList<PiiKind>? RedactPii { get; init; }

    /// <summary>Kinds of personal data with which a request is refused (403 <c>guard_denied</c>).</summary>
    public IReadOnlyList<PiiKind>? BlockPii { get; init; }

    /// <summary>Regular expressions (run without backtracking) with a longest match; what they find becomes <c>[redacted]</c>.</summary>
    public IReadOnlyList<string>? RedactPatterns { get; init; }

    /// <summary>Regular expressions (run without backtracking); a request in which one of them finds something is refused.</summary>
    public IReadOnlyList<string>? BlockPatterns { get; init; }
}
