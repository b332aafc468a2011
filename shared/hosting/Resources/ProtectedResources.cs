using System.Buffers;

namespace FourRunr.Hosting.Resources;

/// <summary>
/// The endpoints whose clients find out how to sign in (RFC 9728): <c>/mcp</c> and <c>/mcp/{tool}</c>. The URL of such an endpoint is also
/// the audience of a token that is good for it alone (RFC 8707).
/// </summary>
public static class ProtectedResources
{
    public const string Metadata = "/.well-known/oauth-protected-resource";
    public const string Mcp = "/mcp";

    private const int LongestTool = 64;

    private static readonly SearchValues<char> ToolCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Whether the path is <c>/mcp</c>, or that and the name of a tool, in exactly this spelling.</summary>
    public static bool IsResource(string path) => path == Mcp || ToolOf(path) is not null;

    /// <returns>The tool of <c>/mcp/{tool}</c>, or null.</returns>
    public static string? ToolOf(string path) =>
        path.StartsWith($"{Mcp}/", StringComparison.Ordinal) && path[(Mcp.Length + 1)..] is { Length: > 0 and <= LongestTool } tool
        && char.IsAsciiLetterLower(tool[0]) && !tool.AsSpan().ContainsAnyExcept(ToolCharacters)
            ? tool
            : null;

    /// <summary>A challenge of 401. For an MCP endpoint it also says where the metadata is; it names no scope, which clients would ask for.</summary>
    internal static string Challenge(HttpContext context, string challenge)
    {
        var path = context.Request.Path.Value?.TrimEnd('/') ?? "";
        if (!context.Request.Path.StartsWithSegments(Mcp) || context.RequestServices.GetService<GatewaySettings>() is not { OffersSignIn: true } settings)
        {
            return challenge;
        }

        var url = $"{settings.ProxyUrl.GetLeftPart(UriPartial.Authority)}{Metadata}{(IsResource(path) ? path : Mcp)}";
        return $"{challenge}{(challenge.Contains(' ', StringComparison.Ordinal) ? ',' : "")} resource_metadata=\"{url}\"";
    }
}
