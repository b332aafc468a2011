using System.Text.RegularExpressions;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>The names of tools and actions, as tokens and policies can name them.</summary>
internal static partial class DefinitionNames
{
    public static readonly IReadOnlyList<string> BuiltIn = ["serpapi", "http_fetch", "openai", "gmail_send"];

    /// <summary>Names of the APIs that models' endpoints speak: tokens and policies would mean both by one name.</summary>
    public static readonly IReadOnlyList<string> ModelApis = ["openai", "anthropic"];

    public static string? ComplainOfTool(string name) => BuiltIn.Contains(name) ? "is the name of a built-in tool"
        : ModelApis.Contains(name) ? "is the name that tokens and policies have for endpoints of models; choose another, such as 'my_anthropic'"
        : ComplainOfAction(name);

    public static string? ComplainOfAction(string name) =>
        Name().IsMatch(name) ? null : "must be 1 to 64 of a-z, 0-9 and '_' and begin with a letter";

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
