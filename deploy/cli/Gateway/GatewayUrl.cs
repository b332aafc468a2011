using System.CommandLine.Parsing;

namespace FourRunr.Cli.Gateway;

/// <summary>Reads addresses of gateways and servers.</summary>
internal static class GatewayUrl
{
    public static Uri? Parse(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: var text }] && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
        {
            return url;
        }

        result.AddError("The URL must be absolute, http or https, and without a user.");
        return null;
    }
}
