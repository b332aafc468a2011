using FourRunr.Documents.Hosts;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>The scheme, host and port of a URL, and the rules for URLs. <see cref="HostName"/> has the rules for hosts.</summary>
internal sealed record OutboundTarget(string Scheme, HostName Host, int Port)
{
    /// <summary>E.g. <c>https://example.org</c>, with the port only where it is not the scheme's own.</summary>
    public string Origin => string.Create(
        CultureInfo.InvariantCulture, $"{Scheme}://{Host.InUrl}{(Port == (Scheme == Uri.UriSchemeHttps ? 443 : 80) ? "" : $":{Port}")}");

    /// <summary>E.g. <c>example.org:443</c>.</summary>
    public string Authority => string.Create(CultureInfo.InvariantCulture, $"{Host.InUrl}:{Port}");

    /// <summary>
    /// Parsers disagree about spaces, control characters and backslashes, and a user name before the host is used to deceive: a guard must
    /// not read another host than the connection. They also normalise hosts differently, so the result spells the host in the form that
    /// was checked.
    /// </summary>
    /// <param name="text">An absolute URL, or one relative to <paramref name="relativeTo"/>.</param>
    public static Uri? ParseUrl(string text, Uri? relativeTo = null) =>
        !MayDeceive(text)
        && (relativeTo is null ? Uri.TryCreate(text, UriKind.Absolute, out var url) : Uri.TryCreate(relativeTo, text, out url))
        && url.Scheme is "http" or "https"
        && !HasUser(url)
            ? InPlainForm(url)
            : null;

    /// <returns>The target, or why the URL is refused.</returns>
    public static (OutboundTarget? Target, string? Refusal) Of(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
        {
            return (null, "Only http and https URLs are allowed.");
        }

        if (HasUser(url))
        {
            return (null, "The URL contains a user name.");
        }

        return url.Port is < 1 or > 65535 ? (null, "The port of the URL is not valid.")
            : !HostName.TryRead(url, out var host, out _) || InPlainForm(url) is null ? (null, "The host of the URL is neither a name nor an address in plain form.")
            : (new OutboundTarget(url.Scheme, host, url.Port), null);
    }

    /// <summary>The same URL with its host in the form that was checked, because the connection uses the URL's host.</summary>
    /// <returns>Null if its host is not valid.</returns>
    public static Uri? InPlainForm(Uri url)
    {
        if (!HostName.TryRead(url, out var host, out _))
        {
            return null;
        }

        if (url.Host == host.InUrl)
        {
            return url;
        }

        var port = url.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{url.Port}");
        return Uri.TryCreate($"{url.Scheme}://{host.InUrl}{port}{url.PathAndQuery}{url.Fragment}", UriKind.Absolute, out var plain) && plain.Host == host.InUrl
            ? plain
            : null;
    }

    private static bool MayDeceive(string text)
    {
        foreach (var character in text)
        {
            if (character is '\\' || char.IsWhiteSpace(character) || char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>http://@host/</c> has an empty user name, which <see cref="Uri.UserInfo"/> does not show.</summary>
    private static bool HasUser(Uri url)
    {
        var text = url.AbsoluteUri;
        var start = text.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = text.AsSpan(start).IndexOfAny("/?#");
        return url.UserInfo.Length > 0 || (end < 0 ? text.AsSpan(start) : text.AsSpan(start, end)).Contains('@');
    }
}
