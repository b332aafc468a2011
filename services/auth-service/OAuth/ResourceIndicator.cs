using FourRunr.Auth.Tokens;
using FourRunr.Hosting.Resources;

namespace FourRunr.Auth.OAuth;

/// <summary>The <c>resource</c> of a request (RFC 8707): what a token is to be good for.</summary>
internal static class ResourceIndicator
{
    public const string Foreign = "resource must be the URL of the gateway, of /mcp, or of /mcp/{tool}.";

    /// <param name="text">Null when the request names none.</param>
    /// <param name="audience">The URL of the only endpoint that is to accept the token; null for every endpoint of the gateway.</param>
    /// <returns>False when it is not of this gateway.</returns>
    public static bool TryRead(string? text, TokenMint mint, out string? audience)
    {
        audience = null;
        if (text is null)
        {
            return true;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || text.AsSpan().ContainsAny("?#@\\")
            || url.GetLeftPart(UriPartial.Authority) != mint.Issuer)
        {
            return false;
        }

        var path = url.AbsolutePath.TrimEnd('/');
        if (path.Length > 0)
        {
            audience = $"{mint.Issuer}{path}";
        }

        return path.Length == 0 || ProtectedResources.IsResource(path);
    }

    /// <summary>What an audience leaves of the tools: a token for <c>/mcp/{tool}</c> gets that tool alone.</summary>
    public static IReadOnlyList<AllowedTool> Narrow(IReadOnlyList<AllowedTool> allowed, string? audience) =>
        audience is not null && ProtectedResources.ToolOf(new Uri(audience).AbsolutePath) is { } tool
            ? [.. allowed.Where(candidate => candidate.Tool == tool)]
            : allowed;
}
