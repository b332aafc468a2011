using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace FourRunr.Hosting.Secrets;

/// <summary>
/// The three secrets of a gateway. Given by configuration; made on first start in standalone (files of mode 0600
/// under <c>secrets/</c> in the data directory). Printing this object shows nothing.
/// </summary>
public sealed class GatewaySecrets
{
    private readonly byte[] _serviceKeyHash;
    private readonly byte[] _adminKeyHash;

    private GatewaySecrets(string adminKey, string serviceKey, byte[] keyEncryptionKey)
    {
        ServiceKey = serviceKey;
        KeyEncryptionKey = keyEncryptionKey;
        _adminKeyHash = Hash(adminKey);
        _serviceKeyHash = Hash(serviceKey);
    }

    /// <summary><c>GATEWAY_SERVICE_KEY</c>: what services show to each other.</summary>
    public string ServiceKey { get; }

    /// <summary><c>GATEWAY_KEK</c>: 32 bytes that encrypt key material at rest.</summary>
    public byte[] KeyEncryptionKey { get; }

    /// <summary>Where standalone keeps the operator key it made.</summary>
    public static string AdminKeyFile(string dataDirectory) => Path.Combine(dataDirectory, "secrets", "admin-key");

    public bool IsAdminKey(string presented) => CryptographicOperations.FixedTimeEquals(Hash(presented), _adminKeyHash);

    public bool IsServiceKey(string presented) => CryptographicOperations.FixedTimeEquals(Hash(presented), _serviceKeyHash);

    public override string ToString() => nameof(GatewaySecrets);

    /// <exception cref="InvalidConfigurationException">A secret is missing, short, a sample, or the same as another.</exception>
    public static GatewaySecrets Load(IConfiguration configuration, GatewaySettings settings)
    {
        var adminKey = Read(configuration, settings, "GATEWAY_ADMIN_KEY", "admin-key");
        var serviceKey = Read(configuration, settings, "GATEWAY_SERVICE_KEY", "service-key");
        var kek = Read(configuration, settings, "GATEWAY_KEK", "kek");
        if (adminKey == serviceKey || adminKey == kek || serviceKey == kek)
        {
            throw new InvalidConfigurationException(
                "GATEWAY_ADMIN_KEY, GATEWAY_SERVICE_KEY and GATEWAY_KEK must differ. deploy/init-env.sh makes good ones.");
        }

        return new GatewaySecrets(adminKey, serviceKey, SecretStrength.Decode("GATEWAY_KEK", kek));
    }

    private static string Read(IConfiguration configuration, GatewaySettings settings, string key, string fileName)
    {
        if (configuration[key] is { Length: > 0 } given)
        {
            SecretStrength.Demand(key, given);
            return given;
        }

        if (!settings.MakesOwnSecrets)
        {
            throw new InvalidConfigurationException(
                $"{key} is not set. Outside standalone and Development it must be given: 32 random bytes, base64url. deploy/init-env.sh makes one.");
        }

        return SecretFile.ReadOrCreate(Path.Combine(settings.DataDirectory, "secrets", fileName),
            () => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
