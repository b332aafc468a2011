using System.Collections.Frozen;
using System.Net;
using FourRunr.Documents.Hosts;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Decides which targets tools may call. Refuses when in doubt; its messages never contain an address.</summary>
internal sealed class OutboundGuard(TargetAllowList allowed, OwnEndpoints own, ResolveHost resolve)
{
    private const string NotPublic = "The host is not on the public internet.";

    // Ports of other protocols that an HTTP request could be abused to speak: those of the WHATWG fetch standard, and databases.
    private static readonly FrozenSet<int> OtherProtocols = FrozenSet.Create(
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115,
        117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587,
        601, 636, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061,
        5432, 5984, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 10080, 10250, 11211, 27017);

    // Names that are never public (RFC 6761, 6762, 7686, 8375, 9476, ICANN's .internal), or not by convention.
    private static readonly string[] PrivateZones =
    [
        "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "test", "invalid",
        "example", "onion", "alt", "metadata.goog",
    ];

    /// <summary>Checks the URL itself, before any name is resolved.</summary>
    /// <returns>Why the target is refused; null if it is allowed.</returns>
    public string? CheckUrl(Uri url)
    {
        var (target, refusal) = OutboundTarget.Of(url);
        if (target is null || allowed.Covers(target))
        {
            return refusal;
        }

        return OtherProtocols.Contains(target.Port) ? "The port belongs to another protocol than HTTP."
            : target.Host.Address is not { } address ? CheckName(target.Host.Text)
            : AddressGuard.IsPublic(address) ? null
            : NotPublic;
    }

    /// <summary>Resolves and checks all addresses that a connection to the target may use.</summary>
    /// <returns>The checked addresses, or why the target is refused.</returns>
    public async Task<(IReadOnlyList<IPAddress> Addresses, string? Refusal)> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (!HostName.TryParse(host, out var asked, out _))
        {
            return ([], NotPublic);
        }

        // The name is resolved once: the checked addresses are those to connect to.
        var addresses = asked.Address is null ? await resolve(asked.Text, cancellationToken) : [asked.Address];
        var isAllowed = allowed.Covers(new OutboundTarget(Uri.UriSchemeHttp, asked, port));
        var refusal = isAllowed ? CheckAllowed(asked.Address, addresses) : await CheckAsync(asked, port, addresses, cancellationToken);
        return (addresses, refusal);
    }

    private static string? CheckName(string name) =>
        !name.Contains('.', StringComparison.Ordinal)
        || PrivateZones.Any(zone => name.EndsWith(zone, StringComparison.Ordinal) && (name.Length == zone.Length || name[^(zone.Length + 1)] == '.'))
            ? NotPublic
            : null;

    /// <summary>A listed name may lead anywhere except to a cloud's metadata service, which must be listed by its address.</summary>
    private static string? CheckAllowed(IPAddress? literal, IPAddress[] addresses) =>
        literal is null && addresses.Any(AddressGuard.IsMetadata) ? NotPublic : null;

    private async Task<string?> CheckAsync(HostName asked, int port, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        // A mix of allowed and refused addresses is suspicious, so it is refused.
        if (!addresses.All(AddressGuard.IsPublic) || addresses.Any(own.IsThisMachine))
        {
            return NotPublic;
        }

        foreach (var host in own.HostsAt(port))
        {
            if (host == asked || addresses.Intersect(host.Address is null ? await resolve(host.Text, cancellationToken) : [host.Address]).Any())
            {
                return NotPublic;
            }
        }

        return null;
    }
}

/// <summary>Resolves all addresses of a name. Tests replace the system's resolver.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);
