using System.Diagnostics.CodeAnalysis;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

/// <summary>
/// An OAuth scope: items <c>tool</c> or <c>tool:permission</c>, separated by spaces; without a permission it is <c>read</c>.
/// A token grants all its permissions on all its tools, so the granted scope is their product and is answered as such.
/// </summary>
internal sealed record RequestedScope(IReadOnlyList<string> Tools, IReadOnlyList<string> Permissions)
{
    private const string StandardPermission = "read";

    /// <summary>The scope as granted, for the answer.</summary>
    public string Granted => string.Join(' ', Tools.SelectMany(tool => Permissions.Select(permission => $"{tool}:{permission}")));

    public static bool TryParse(string? text, [NotNullWhen(true)] out RequestedScope? scope)
    {
        scope = null;
        List<string> tools = [];
        List<string> permissions = [];
        foreach (var item in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (tool, permission) = item.Split(':') switch
            {
                [var name] => (name, StandardPermission),
                [var name, var named] => (name, named),
                _ => ("", ""),
            };
            if (!TokenRules.IsTool(tool) || !TokenRules.IsPermission(permission))
            {
                return false;
            }

            tools.Add(tool);
            permissions.Add(permission);
        }

        scope = new RequestedScope([.. tools.Distinct()], [.. permissions.Distinct()]);
        if (scope.Tools.Count is < 1 or > TokenRules.MostTools)
        {
            scope = null;
        }

        return scope is not null;
    }
}
