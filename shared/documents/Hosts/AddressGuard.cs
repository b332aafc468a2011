using System.Net;
using System.Net.Sockets;

namespace FourRunr.Documents.Hosts;

/// <summary>
/// Decides which addresses are on the public internet: global unicast, and in neither of IANA's special-purpose registries (IPv4 and
/// IPv6). Blocks of those registries that are reachable (AS112, AMT) serve no web pages and stay closed. IPv6 forms that carry an
/// IPv4 address (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP) are refused entirely: a translator outside the gateway
/// decides where they lead.
/// </summary>
public static class AddressGuard
{
    private static readonly IPNetwork[] ClosedV4 = Networks(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // shared by carriers; 100.100.100.200 is Alibaba's metadata service
        "127.0.0.0/8", // loopback
        "168.63.129.16/32", // Azure's host, metadata included
        "169.254.0.0/16", // link-local; 169.254.169.254 is where most clouds keep metadata
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments; 192.0.0.192 is Oracle's metadata service
        "192.0.2.0/24", // documentation
        "192.31.196.0/24", // AS112
        "192.52.193.0/24", // AMT
        "192.88.99.0/24", // 6to4 relays
        "192.168.0.0/16", // private
        "192.175.48.0/24", // AS112
        "198.18.0.0/15", // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved, and broadcast

    private static readonly IPNetwork GlobalUnicastV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] ClosedV6 = Networks(
        "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32", // documentation
        "2002::/16", // 6to4
        "2620:4f:8000::/48", // AS112
        "3fff::/20"); // documentation

    // Metadata services of clouds, with the credentials of their machines. Closed even to a name on the allow list.
    private static readonly IPNetwork[] MetadataNetworks = Networks(
        "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fe80::/10", "fd00:ec2::254/128", "fd20:ce::254/128");

    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Contains(ClosedV4, address),
        // IPNetwork treats a mapped address as the IPv4 address inside, even for IPv6 prefixes, so it is excluded first.
        AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6 && address.ScopeId == 0
            && GlobalUnicastV6.Contains(address) && !Contains(ClosedV6, address) && !IsIsatap(address),
        _ => false,
    };

    public static bool IsMetadata(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Contains(MetadataNetworks, plain);
    }

    /// <summary>RFC 5214: the last 64 bits are 0000:5efe or 0200:5efe and an IPv4 address, under any prefix.</summary>
    private static bool IsIsatap(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _) && (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IPNetwork[] Networks(params string[] prefixes) => [.. prefixes.Select(prefix => IPNetwork.Parse(prefix))];
}
