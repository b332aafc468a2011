using System.Text.RegularExpressions;

namespace FourRunr.Auth.Clients;

/// <summary>
/// Where a client gets its code: an https URL, a private-use scheme, or http on the loopback interface with any port (RFC 8252 section 7).
/// Everything else about two URIs must be equal, character by character.
/// </summary>
internal static partial class RedirectUri
{
    public const string Rule = "A redirect URI is an https URL, an http URL of 127.0.0.1, [::1] or localhost, or has a scheme of the application's own; "
        + "no fragment, no user name, at most 1000 characters.";

    private const int Longest = 1000;

    /// <summary>Schemes that a browser opens itself, or that lead to files.</summary>
    private static readonly string[] NeverAllowed =
    [
        "javascript", "data", "vbscript", "file", "blob", "filesystem", "about", "view-source", "ftp", "ws", "wss", "mailto", "tel", "intent",
        "chrome", "jar", "ms-msdt", "search-ms",
    ];

    public static bool IsValid(string uri)
    {
        if (uri.Length > Longest || !IsUriText(uri) || !Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            || uri.Contains('#', StringComparison.Ordinal) || parsed.UserInfo.Length > 0)
        {
            return false;
        }

        return parsed.Scheme switch
        {
            "https" => WebUrl().IsMatch(uri),
            "http" => LoopbackUrl().IsMatch(uri),
            var scheme => !NeverAllowed.Contains(scheme, StringComparer.Ordinal) && PrivateUse().IsMatch(uri),
        };
    }

    public static bool Matches(string registered, string requested) =>
        registered == requested
        || (LoopbackUrl().Match(registered) is { Success: true } known && LoopbackUrl().Match(requested) is { Success: true } asked
            && known.Groups["host"].Value == asked.Groups["host"].Value && known.Groups["rest"].Value == asked.Groups["rest"].Value
            && IsValid(requested));

    /// <summary>With parameters added to its query.</summary>
    public static string With(string uri, IEnumerable<KeyValuePair<string, string?>> parameters)
    {
        var query = string.Join('&', parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value!)}"));
        return $"{uri}{(uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    /// <summary>What a person reads: where the browser goes after the consent.</summary>
    public static string HostOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? parsed.Authority : $"{uri.Split(':')[0]}: (an application on this device)";

    /// <summary>The source for <c>form-action</c> of a Content-Security-Policy, which browsers apply to the redirect too.</summary>
    public static string SourceOf(string uri)
    {
        var parsed = new Uri(uri);
        // A policy cannot name an IPv6 address.
        return parsed.Scheme is "http" or "https" && parsed.HostNameType != UriHostNameType.IPv6
            ? parsed.GetLeftPart(UriPartial.Authority)
            : $"{parsed.Scheme}:";
    }

    /// <summary>Characters of RFC 3986; others could end a header or the HTML around it.</summary>
    private static bool IsUriText(string uri) => uri.All(character => character is > ' ' and <= '~' and not ('"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}'));

    [GeneratedRegex(@"\Ahttps://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?].*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex WebUrl();

    [GeneratedRegex(@"\Ahttp://(?<host>127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?(?<rest>([/?].*)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex LoopbackUrl();

    [GeneratedRegex(@"\A[a-z][a-z0-9.+-]*:[A-Za-z0-9/].*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateUse();
}
