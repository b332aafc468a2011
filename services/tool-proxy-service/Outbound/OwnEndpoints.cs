using System.Net;
using System.Net.NetworkInformation;
using FourRunr.Documents.Hosts;
using Npgsql;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// The gateway's own endpoints: all addresses of this machine, and its services, database and Redis. They are mostly private; where they are
/// public, tools must not reach them either.
/// </summary>
/// <param name="addresses">The present addresses of this machine.</param>
internal sealed class OwnEndpoints(IReadOnlyList<(HostName Host, int Port)> services, Func<IReadOnlyCollection<IPAddress>> addresses)
{
    private const int PostgresPort = 5432;
    private const int RedisPort = 6379;

    public static OwnEndpoints From(IConfiguration configuration, GatewaySettings settings) => new(
        [
            .. from endpoint in (IEnumerable<(string Host, int Port)>)
               [
                   .. new[] { settings.ProxyUrl, settings.AuthUrl, settings.PolicyUrl, settings.ConsoleUrl }.Select(url => (url.Host, url.Port)),
                   .. Postgres(settings.PostgresConnectionString),
                   .. Redis(configuration.GetConnectionString("Redis")),
               ]
               // Leaves out what is not a host, such as the wildcard that a service may listen on.
               select HostName.TryParse(endpoint.Host, out var host, out _) ? (Host: host, endpoint.Port) : default into known
               where known.Host is not null
               select known,
        ],
        AddressesOfThisMachine);

    public bool IsThisMachine(IPAddress address) => addresses().Contains(address);

    /// <summary>Hosts of the gateway that listen on this port.</summary>
    public IEnumerable<HostName> HostsAt(int port) => services.Where(service => service.Port == port).Select(service => service.Host);

    private static IEnumerable<(string, int)> Postgres(string? connectionString)
    {
        if (connectionString is null)
        {
            return [];
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return (settings.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            // A path is a socket in the file system.
            .Where(host => !host.StartsWith('/') && !host.StartsWith('@'))
            .Select(host => Split(host, settings.Port));
    }

    private static IEnumerable<(string, int)> Redis(string? connectionString) => string.IsNullOrEmpty(connectionString)
        ? []
        : ConfigurationOptions.Parse(connectionString).EndPoints.Select(endpoint => endpoint switch
        {
            DnsEndPoint name => (name.Host, name.Port == 0 ? RedisPort : name.Port),
            IPEndPoint address => (address.Address.ToString(), address.Port == 0 ? RedisPort : address.Port),
            _ => ("", 0),
        });

    private static (string, int) Split(string host, int port)
    {
        var colon = host.LastIndexOf(':');
        return colon > 0 && int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var own) && !IPAddress.TryParse(host, out _)
            ? (host[..colon].Trim('[', ']'), own)
            : (host, port == 0 ? PostgresPort : port);
    }

    private static HashSet<IPAddress> AddressesOfThisMachine() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(own => own.Address)];
}
