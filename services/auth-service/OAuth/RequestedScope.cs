using System.Diagnostics.CodeAnalysis;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

/// <summary>The scope of a token request: <c>tool</c> or <c>tool:permission</c>, separated by spaces; by default <c>read</c>.</summary>
internal sealed record RequestedScope(IReadOnlyList<RequestedScope.Item> Items)
{
    private const string DefaultPermission = "read";

    /// <param name="text">Null when the request has no scope; then <paramref name="scope"/> is null too.</param>
    /// <param name="problem">What is wrong with the text.</param>
    public static bool TryParse(string? text, out RequestedScope? scope, [NotNullWhen(false)] out string? problem)
    {
        scope = null;
        problem = null;
        if (text is null)
        {
            return true;
        }

        List<Item> items = [];
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Item.Parse(word) is not { } item)
            {
                problem = $"'{Shortened(word)}' is not a scope. A scope is 'tool' or 'tool:permission' (read, write or *); "
                    + "several are separated by spaces.";
                return false;
            }

            items.Add(item);
        }

        if (!TokenRules.CanList([.. items.Select(item => item.Tool).Distinct()]))
        {
            problem = $"scope must name 1 to {TokenRules.MostTools} tools, with {TokenRules.LongestToolList} characters at most.";
            return false;
        }

        scope = new RequestedScope([.. items.Distinct()]);
        return true;
    }

    /// <param name="granted">Null for everything.</param>
    public bool IsWithin(RequestedScope? granted) => granted is null || Items.All(item => granted.Items.Any(other =>
        (other.Tool == TokenRules.Wildcard || other.Tool == item.Tool)
        && (other.Permission == TokenRules.Wildcard || other.Permission == item.Permission)));

    private static string Shortened(string word) => word.Length <= 64 ? word : $"{word[..64]}...";

    /// <param name="Tool">Or <c>*</c>.</param>
    /// <param name="Permission">Or <c>*</c>.</param>
    public sealed record Item(string Tool, string Permission)
    {
        public static Item? Parse(string word)
        {
            var item = word.Split(':') switch
            {
                [var tool] => new Item(tool, DefaultPermission),
                [var tool, var permission] => new Item(tool, permission),
                _ => null,
            };
            return item is not null && TokenRules.IsTool(item.Tool) && TokenRules.IsPermission(item.Permission) ? item : null;
        }

        public override string ToString() => $"{Tool}:{Permission}";
    }
}
