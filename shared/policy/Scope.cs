using System.Buffers;

namespace FourRunr.PolicyEvaluation;

/// <summary>What a rule covers: <c>tool:action</c>, <c>tool:*</c>, or everything (<c>*</c>, the same as <c>*:*</c>).</summary>
public sealed record Scope
{
    /// <summary>The error for a text that is not a scope.</summary>
    public const string Grammar = "must be 'tool:action', 'tool:*' or '*'; names are 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter";

    private const string Any = "*";
    private const int LongestName = 64;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly string? _tool;
    private readonly string? _action;

    private Scope(string? tool, string? action) => (_tool, _action) = (tool, action);

    /// <summary>2 for one action, 1 for one tool, 0 for everything: the narrower of two rules explains a decision better.</summary>
    public int Specificity => (_tool is null ? 0 : 1) + (_action is null ? 0 : 1);

    public static bool TryParse(string? text, out Scope? scope)
    {
        scope = (text?.Split(':') ?? []) switch
        {
            [Any] or [Any, Any] => new Scope(null, null),
            [var tool, Any] when IsName(tool) => new Scope(tool, null),
            [var tool, var action] when IsName(tool) && IsName(action) => new Scope(tool, action),
            _ => null,
        };
        return scope is not null;
    }

    /// <exception cref="FormatException">It is not a scope.</exception>
    public static Scope Parse(string text) => TryParse(text, out var scope) ? scope! : throw new FormatException($"'{text}' is not a scope.");

    /// <summary>Names are compared as they are: no case folding, no trimming.</summary>
    public bool Covers(string tool, string action) =>
        (_tool is null || string.Equals(_tool, tool, StringComparison.Ordinal))
        && (_action is null || string.Equals(_action, action, StringComparison.Ordinal));

    public override string ToString() => _tool is null ? Any : $"{_tool}:{_action ?? Any}";

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(NameCharacters);
}
