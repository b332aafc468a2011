using System.Collections.Frozen;
using System.Net;
using FourRunr.Documents.Hosts;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Which targets tools may ask. Says no unless it is sure; what it says never names an address.</summary>
internal sealed class OutboundGuard(TargetAllowList allowed, OwnEndpoints own, ResolveHost resolve)
{
    private const string NotPublic = "The host is not on the public internet.";

    // Ports of other protocols, which an HTTP request could be made to speak: those of the WHATWG fetch standard, and databases.
    private static readonly FrozenSet<int> OtherProtocols = FrozenSet.Create(
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115,
        117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587,
        601, 636, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061,
        5432, 5984, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 10080, 10250, 11211, 27017);

    // Names that are never public (RFC 6761, 6762, 7686, 8375, 9476, ICANN's .internal), or by custom not.
    private static readonly string[] PrivateZones =
    [
        "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "test", "invalid",
        "example", "onion", "alt", "metadata.goog",
    ];

    /// <summary>The URL's own words, before any name is resolved.</summary>
    /// <returns>Why the target may not be asked; null when it may.</returns>
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

    /// <summary>All addresses that a connection to the target may take.</summary>
    /// <returns>The addresses, every one of them checked; or why the target may not be asked.</returns>
    public async Task<(IReadOnlyList<IPAddress> Addresses, string? Refusal)> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (!HostName.TryParse(host, out var asked, out _))
        {
            return ([], NotPublic);
        }

        // One look at the name; what was checked is what is connected to.
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

    /// <summary>A listed name may lead anywhere but to the credentials of a cloud's machines: those must be listed by their address.</summary>
    private static string? CheckAllowed(IPAddress? literal, IPAddress[] addresses) =>
        literal is null && addresses.Any(AddressGuard.IsMetadata) ? NotPublic : null;

    private async Task<string?> CheckAsync(HostName asked, int port, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        // One bad answer among good ones is an attempt at something.
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
