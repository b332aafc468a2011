namespace FourRunr.ToolProxy.Browsers;

/// <summary>
/// <c>CORS_ALLOWED_ORIGINS</c>: the origins whose pages may call the gateway from a browser, separated by commas, exact. <c>*</c> is
/// refused: any page that an operator opens could then try keys on a gateway that only the operator's machine can reach.
/// </summary>
internal sealed record AllowedOrigins(IReadOnlyList<string> List)
{
    private const string Key = "CORS_ALLOWED_ORIGINS";

    /// <exception cref="InvalidConfigurationException">One of them is not an origin.</exception>
    public static AllowedOrigins From(IConfiguration configuration) => new(
        [.. (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Read).Distinct()]);

    private static string Read(string text)
    {
        if (text.Contains('*', StringComparison.Ordinal))
        {
            throw new InvalidConfigurationException($"{Key} must list each origin; * is refused. Example: https://console.example.com,http://localhost:5173.");
        }

        // Uri adds a slash that an origin does not have.
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url is { UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 } && !text.EndsWith('/')
            ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : throw new InvalidConfigurationException(
                $"{Key} must list origins such as https://console.example.com: http or https, a host, a port unless it is the usual one, and nothing after it.");
    }
}
