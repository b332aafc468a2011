using System.Buffers;
using System.Globalization;
using System.Net;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Whom a URL asks: the rules of how a URL may be written, all of them here.</summary>
/// <param name="Host">Lower-case ASCII without a trailing dot, or an address in its canonical spelling, without brackets.</param>
/// <param name="Address">Set when the host is an address and not a name.</param>
internal sealed record OutboundTarget(string Scheme, string Host, int Port, IPAddress? Address)
{
    private const string NotAHost = "The host of the URL is neither a name nor an address in plain form.";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>E.g. <c>https://example.org</c>, with the port only where it is not the scheme's own.</summary>
    public string Origin => string.Create(
        CultureInfo.InvariantCulture, $"{Scheme}://{HostInUrl}{(Port == (Scheme == Uri.UriSchemeHttps ? 443 : 80) ? "" : $":{Port}")}");

    /// <summary>E.g. <c>example.org:443</c>.</summary>
    public string Authority => string.Create(CultureInfo.InvariantCulture, $"{HostInUrl}:{Port}");

    private string HostInUrl => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>
    /// Parsers disagree about spaces, control characters and backslashes, and a user name before the host is there to deceive;
    /// a guard that reads another host than the connection is no guard.
    /// </summary>
    /// <param name="text">An absolute URL, or one relative to <paramref name="relativeTo"/>.</param>
    public static Uri? ParseUrl(string text, Uri? relativeTo = null) =>
        !text.Any(character => character is '\\' || char.IsWhiteSpace(character) || char.IsControl(character))
        && (relativeTo is null ? Uri.TryCreate(text, UriKind.Absolute, out var url) : Uri.TryCreate(relativeTo, text, out url))
        && url.Scheme is "http" or "https"
        && url.IdnHost.Length > 0
        && !HasUser(url)
            ? url
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
            : HostOf(url.IdnHost) is not var (host, address) ? (null, NotAHost)
            : (new OutboundTarget(url.Scheme, host, url.Port, address), null);
    }

    /// <summary>A host in the one form that all checks compare; null when it is none.</summary>
    /// <param name="host">Without brackets.</param>
    public static (string Host, IPAddress? Address)? HostOf(string host)
    {
        var plain = host.ToLowerInvariant();
        plain = plain.EndsWith('.') ? plain[..^1] : plain;
        if (plain.Contains('%', StringComparison.Ordinal))
        {
            // A zone: an address of one network interface of this machine.
            return null;
        }

        if (Uri.CheckHostName(plain) is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return IPAddress.TryParse(plain, out var address) ? (address.ToString(), address) : null;
        }

        return Uri.CheckHostName(plain) == UriHostNameType.Dns && !plain.AsSpan().ContainsAnyExcept(NameCharacters) && !EndsInNumber(plain)
            ? (plain, null)
            : null;
    }

    /// <summary>What ends in a number is an address in some spelling, to resolvers at least: octal, hexadecimal, short or too long.</summary>
    private static bool EndsInNumber(string name)
    {
        var last = name.AsSpan(name.LastIndexOf('.') + 1);
        return !last.ContainsAnyExceptInRange('0', '9')
            || (last.StartsWith("0x", StringComparison.Ordinal) && !last[2..].ContainsAnyExcept(HexDigits));
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
