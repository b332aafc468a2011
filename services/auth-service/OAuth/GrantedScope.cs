using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.OAuth;

/// <summary>
/// The part of the requested scope that a token gets: the tools that exist and that policies allow (RFC 6749 section 3.3). A token grants
/// all its permissions on all its tools; policies still check every call.
/// </summary>
/// <param name="Text">What both the token and the policies allow at this moment, for the response.</param>
internal sealed record GrantedScope(IReadOnlyList<string> Tools, IReadOnlyList<string> Permissions, string Text)
{
    private const int MostNamed = 8;

    private static readonly string[] AllPermissions = ["read", "write"];

    /// <param name="requested">Null to request everything that policies allow.</param>
    /// <returns>Null when nothing can be granted.</returns>
    public static GrantedScope? Of(RequestedScope? requested, IReadOnlyList<AllowedTool> allowed)
    {
        var items = requested?.Items.Where(item => allowed.Any(tool => Covers(item, tool))).ToArray()
            ?? [.. from tool in allowed from permission in tool.Permissions select new RequestedScope.Item(tool.Tool, permission)];
        if (items.Length == 0)
        {
            return null;
        }

        string[] tools = [.. items.Select(item => item.Tool).Distinct()];
        tools = TokenRules.CanList(tools) ? tools : [TokenRules.Wildcard];
        string[] permissions = [.. items.Select(item => item.Permission).Distinct()];
        return new GrantedScope(tools, permissions, Write(tools, permissions, allowed));
    }

    /// <summary>Why nothing can be granted.</summary>
    public static string Explain(RequestedScope? requested, IReadOnlyList<AllowedTool> allowed)
    {
        if (requested is null)
        {
            return "No policy of this agent or its role allows anything.";
        }

        var unknown = requested.Items.Select(item => item.Tool).Distinct()
            .Where(tool => tool != TokenRules.Wildcard && !allowed.Any(known => known.Tool == tool)).ToArray();
        var denied = requested.Items.Where(item => !unknown.Contains(item.Tool)).Select(item => item.ToString()).ToArray();
        return string.Join(' ', ((string?[])
        [
            unknown.Length == 0 ? null : $"There is no tool {Name(unknown)}.",
            denied.Length == 0 ? null : $"No policy of this agent or its role allows {Name(denied)}.",
        ]).OfType<string>());
    }

    private static bool Covers(RequestedScope.Item item, AllowedTool tool) =>
        (item.Tool == TokenRules.Wildcard || item.Tool == tool.Tool)
        && (item.Permission == TokenRules.Wildcard ? tool.Permissions.Count > 0 : tool.Permissions.Contains(item.Permission));

    private static string Write(string[] tools, string[] permissions, IReadOnlyList<AllowedTool> allowed)
    {
        var named = tools.Contains(TokenRules.Wildcard) ? allowed : tools.Select(name => allowed.First(tool => tool.Tool == name));
        var wanted = permissions.Contains(TokenRules.Wildcard) ? AllPermissions : permissions;
        var granted = named.SelectMany(tool => wanted.Where(tool.Permissions.Contains).Select(permission => $"{tool.Tool}:{permission}"));
        return string.Join(' ', granted);
    }

    private static string Name(string[] words) => words.Length <= MostNamed
        ? string.Join(", ", words)
        : $"{string.Join(", ", words.Take(MostNamed))} and {words.Length - MostNamed} more";
}
