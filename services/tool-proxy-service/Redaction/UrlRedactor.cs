using FourRunr.Documents.Hosts;

namespace FourRunr.ToolProxy.Redaction;

/// <summary>Redacts URLs for records: removes the user, the fragment and the values of the query.</summary>
internal static class UrlRedactor
{
    public const string Unreadable = "[not a URL]";
    private const string SchemeEnd = "://";

    public static string Redact(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || AuthorityOf(url) is not { } authority)
        {
            return Unreadable;
        }

        var start = url.Scheme + SchemeEnd + authority;
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        {
            // The path of another scheme may contain a secret.
            return start;
        }

        var query = url.Query.Length > 1 ? "?" + string.Join('&', url.Query[1..].Split('&').Select(WithoutValue)) : "";
        return start + url.AbsolutePath + query;
    }

    /// <summary>Redacts every URL in a text.</summary>
    public static string RedactWithin(string text) => text.Contains(SchemeEnd, StringComparison.Ordinal)
        ? string.Join(' ', text.Split(' ').Select(word => word.Contains(SchemeEnd, StringComparison.Ordinal) ? Redact(word) : word))
        : text;

    /// <summary>The host in the form that policies and connections use; empty for a URL without a host.</summary>
    private static string? AuthorityOf(Uri url)
    {
        if (url.Host.Length == 0)
        {
            return "";
        }

        return !HostName.TryRead(url, out var host, out _) ? null
            : url.IsDefaultPort ? host.InUrl
            : string.Create(CultureInfo.InvariantCulture, $"{host.InUrl}:{url.Port}");
    }

    private static string WithoutValue(string pair)
    {
        var end = pair.IndexOf('=', StringComparison.Ordinal);
        return (end < 0 ? "" : pair[..(end + 1)]) + SecretNames.Redacted;
    }
}
