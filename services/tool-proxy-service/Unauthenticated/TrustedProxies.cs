using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// The proxies whose <c>X-Forwarded-For</c> the gateway trusts: <c>TRUSTED_PROXIES</c>, addresses and networks
/// (<c>10.0.0.0/8, 192.0.2.7, 2001:db8::/32</c>). If unset, the caller's address is that of its connection.
/// </summary>
internal static class TrustedProxies
{
    private const string Key = "TRUSTED_PROXIES";

    public static void Apply(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        // No limit: the first address that is not a trusted proxy's is the caller's.
        options.ForwardLimit = null;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Read(configuration))
        {
            options.KnownIPNetworks.Add(network);
        }
    }

    public static IReadOnlyList<IPNetwork> Read(IConfiguration configuration) =>
        [.. (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    private static IPNetwork Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new InvalidConfigurationException(
                $"{Key} must be addresses or networks, separated by commas, such as '10.0.0.0/8, 192.0.2.7'; '{text}' is none.");
    }
}
