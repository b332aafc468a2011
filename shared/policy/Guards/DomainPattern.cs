using FourRunr.Documents.Hosts;

namespace FourRunr.PolicyEvaluation.Guards;

/// <summary><c>example.org</c> is that host; <c>*.example.org</c> is every host below it, but not itself. An address is that address, however spelled.</summary>
public sealed class DomainPattern
{
    private const string Wildcard = "*.";

    private readonly string _host;
    private readonly bool _below;

    private DomainPattern(string host, bool below) => (_host, _below) = (host, below);

    public static bool TryParse(string text, out DomainPattern? pattern)
    {
        var below = text.StartsWith(Wildcard, StringComparison.Ordinal);
        pattern = HostName.TryParse(below ? text[Wildcard.Length..] : text, out var host, out _) && !(below && host.Address is not null)
            ? new DomainPattern(host.Text, below)
            : null;
        return pattern is not null;
    }

    public bool Covers(HostName host) => _below
        ? host.Text.Length > _host.Length + 1 && host.Text.EndsWith(_host, StringComparison.Ordinal) && host.Text[^(_host.Length + 1)] == '.'
        : string.Equals(host.Text, _host, StringComparison.Ordinal);

    public override string ToString() => _below ? $"{Wildcard}{_host}" : _host;

    /// <summary>The host of an absolute URL; null when there is none, or none that can be read.</summary>
    public static HostName? HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && HostName.TryRead(parsed, out var host, out _) ? host : null;
}
