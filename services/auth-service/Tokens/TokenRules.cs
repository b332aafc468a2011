using System.Text.RegularExpressions;

namespace FourRunr.Auth.Tokens;

/// <summary>What a token may list, whether an operator or a scope asks for it.</summary>
internal static partial class TokenRules
{
    public const int MostTools = 64;

    /// <summary>Length of all names together. With a longer list, the token would be too long for a header.</summary>
    public const int LongestToolList = 3000;
    public const string Wildcard = "*";

    public static bool IsTool(string? name) => name is not null && (name == Wildcard || ToolName().IsMatch(name));

    public static bool IsPermission(string? name) => name is "read" or "write" or Wildcard;

    /// <param name="tools">Without duplicates.</param>
    public static bool CanList(IReadOnlyCollection<string?> tools) =>
        tools.Count is >= 1 and <= MostTools && tools.Sum(tool => tool?.Length ?? 0) <= LongestToolList;

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();
}
