using System.Collections.Frozen;
using System.Net;
using FourRunr.Documents.Hosts;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// <c>OUTBOUND_ALLOWED_TARGETS</c>: the targets outside the public internet that tools may call, e.g.
/// <c>127.0.0.1:11434,models.internal:8000,[fd00::7]:8080</c>. Exact hosts and ports; no wildcards. Only the operator
/// sets it: no policy, tool definition or parameter adds to it.
/// </summary>
internal sealed class TargetAllowList
{
    public const string Key = "OUTBOUND_ALLOWED_TARGETS";

    private readonly FrozenSet<(HostName Host, int Port)> _targets;

    private TargetAllowList(IEnumerable<(HostName, int)> targets) => _targets = targets.ToFrozenSet();

    /// <exception cref="InvalidConfigurationException">An entry is not an exact host and port.</exception>
    public static TargetAllowList From(IConfiguration configuration) => new(
        (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse));

    public bool Covers(OutboundTarget target) => _targets.Contains((target.Host, target.Port));

    private static (HostName Host, int Port) Parse(string entry, int index)
    {
        var colon = entry.LastIndexOf(':');
        var host = colon < 0 ? "" : entry[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        // 127.1 and 0x7f000001 are spellings of 127.0.0.1, but hard to read: only the canonical one is accepted.
        return HostName.TryParse(host, out var name, out _)
            && isBracketed == name.InUrl.StartsWith('[')
            && (name.Address is null || isBracketed || host == name.Text)
            && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
                ? (name, port)
                : throw new InvalidConfigurationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Entry {index + 1} of {Key} must be host:port, with an exact host name or address (IPv6 in brackets) and without wildcard, scheme or path."));
    }
}
