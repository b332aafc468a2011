using System.Globalization;
using FourRunr.Documents.Hosts;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Whom a URL asks: the rules of how a URL may be written, all of them here; what a host is, says <see cref="HostName"/>.</summary>
internal sealed record OutboundTarget(string Scheme, HostName Host, int Port)
{
    /// <summary>E.g. <c>https://example.org</c>, with the port only where it is not the scheme's own.</summary>
    public string Origin => string.Create(
        CultureInfo.InvariantCulture, $"{Scheme}://{Host.InUrl}{(Port == (Scheme == Uri.UriSchemeHttps ? 443 : 80) ? "" : $":{Port}")}");

    /// <summary>E.g. <c>example.org:443</c>.</summary>
    public string Authority => string.Create(CultureInfo.InvariantCulture, $"{Host.InUrl}:{Port}");

    /// <summary>
    /// Parsers disagree about spaces, control characters and backslashes, and a user name before the host is there to deceive;
    /// a guard that reads another host than the connection is no guard. Nor do they agree how a host is normalised, so what comes back
    /// spells it in the one form that all checks have seen.
    /// </summary>
    /// <param name="text">An absolute URL, or one relative to <paramref name="relativeTo"/>.</param>
    public static Uri? ParseUrl(string text, Uri? relativeTo = null) =>
        !MayDeceive(text)
        && (relativeTo is null ? Uri.TryCreate(text, UriKind.Absolute, out var url) : Uri.TryCreate(relativeTo, text, out url))
        && url.Scheme is "http" or "https"
        && !HasUser(url)
            ? InPlainForm(url)
            : null;

    /// <returns>The target, or why the URL has none that may be asked.</returns>
    public static (OutboundTarget? Target, string? Refusal) Of(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
        {
            return (null, "Only http and https URLs are asked.");
        }

        if (HasUser(url))
        {
            return (null, "The URL holds a user name.");
        }

        return url.Port is < 1 or > 65535 ? (null, "The port of the URL cannot be asked.")
            : !HostName.TryRead(url, out var host, out _) || InPlainForm(url) is null ? (null, "The host of the URL is neither a name nor an address in plain form.")
            : (new OutboundTarget(url.Scheme, host, url.Port), null);
    }

    /// <summary>The same URL with its host as it was checked: the connection goes where the URL itself says.</summary>
    /// <returns>Null when it has no host that can be read.</returns>
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
