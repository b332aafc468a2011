using System.Globalization;

namespace FourRunr.PolicyEvaluation.Guards;

/// <summary><c>example.org</c> is that host; <c>*.example.org</c> is every host below it, but not itself.</summary>
public sealed class DomainPattern
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };
    private readonly string _host;
    private readonly bool _below;

    private DomainPattern(string host, bool below) => (_host, _below) = (host, below);

    public static bool TryParse(string text, out DomainPattern? pattern)
    {
        var below = text.StartsWith("*.", StringComparison.Ordinal);
        var host = Normalize(below ? text[2..] : text);
        pattern = host is null ? null : new DomainPattern(host, below);
        return pattern is not null;
    }

    /// <param name="host">A host as <see cref="HostOf"/> gives it.</param>
    public bool Covers(string host) => _below
        ? host.Length > _host.Length + 1 && host.EndsWith(_host, StringComparison.Ordinal) && host[^(_host.Length + 1)] == '.'
        : string.Equals(host, _host, StringComparison.Ordinal);

    public override string ToString() => _below ? $"*.{_host}" : _host;

    /// <summary>The host of an absolute URL in lower-case ASCII, without a trailing dot; null when there is none.</summary>
    public static string? HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Host.Length > 0 ? parsed.IdnHost.TrimEnd('.').ToLowerInvariant() : null;

    private static string? Normalize(string host)
    {
        var trimmed = host.TrimEnd('.').ToLowerInvariant();
        try
        {
            var ascii = Idn.GetAscii(trimmed);
            return Uri.CheckHostName(ascii) is UriHostNameType.Unknown ? null : ascii;
        }
        catch (ArgumentException)
        {
            // An address literal, or no host at all.
            return Uri.CheckHostName(trimmed) is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? trimmed : null;
        }
    }
}
