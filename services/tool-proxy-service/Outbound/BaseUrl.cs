namespace FourRunr.ToolProxy.Outbound;

/// <summary>The base URL of a built-in tool's API: <c>Tools:&lt;tool&gt;:BaseUrl</c> and the like, read at start.</summary>
internal static class BaseUrl
{
    /// <param name="key">E.g. <c>Tools:gmail_send:BaseUrl</c>.</param>
    /// <param name="standard">Used when the key is not set.</param>
    /// <returns>With a slash at the end, so that paths can be appended.</returns>
    /// <exception cref="InvalidConfigurationException">It is not an http(s) URL, or has a query or fragment.</exception>
    public static Uri Read(IConfiguration configuration, string key, string standard)
    {
        var text = configuration[key] is { Length: > 0 } given ? given : standard;
        return OutboundTarget.ParseUrl(text.EndsWith('/') ? text : $"{text}/") is { Query: "", Fragment: "" } url
            ? url
            : throw new InvalidConfigurationException($"{key} must be an absolute http(s) URL without query or user name, such as {standard}.");
    }
}
