using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Which request headers a caller may set. The gateway sets those that frame, route or authenticate the request.</summary>
internal static partial class RequestHeaders
{
    public const int MaxCount = 32;

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "TE", "Trailer", "Upgrade", "Expect", "HTTP2-Settings",
        "Authorization",
        // Some servers use these as the method, and fetching must not change anything.
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override");

    /// <summary>Headers that may go to another origin than the one that the caller chose.</summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "Accept", "Accept-Language", "User-Agent");

    /// <summary>One message for each header that may not be sent.</summary>
    public static IEnumerable<string> Faults(IReadOnlyDictionary<string, string>? headers)
    {
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            if (!ValidName.IsMatch(name))
            {
                yield return "has a name that is not a header name of at most 64 characters";
            }
            else if (Reserved.Contains(name) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{name} is set by the gateway only";
            }
            else if (!ValidValue.IsMatch(value))
            {
                yield return $"{name} must be at most 4096 printable ASCII characters, without line breaks";
            }
        }
    }

    /// <summary>Whether a redirect may send the header to another origin: cookies and keys of any name may not.</summary>
    public static bool MayLeaveOrigin(string name) => Harmless.Contains(name);

    // RFC 9110 section 5.6.2, token.
    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}\z")]
    private static partial Regex ValidName { get; }

    [GeneratedRegex(@"\A[\t\x20-\x7e]{0,4096}\z")]
    private static partial Regex ValidValue { get; }
}
