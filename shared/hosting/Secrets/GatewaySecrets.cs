using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FourRunr.Hosting.Secrets;

/// <summary>
/// The three secrets of a gateway, and its earlier key-encryption keys. Configured, or made on the first start of
/// standalone (files of mode 0600 under <c>secrets/</c> in the data directory). Printing this object shows nothing.
/// </summary>
public sealed class GatewaySecrets
{
    private const string CurrentKey = "GATEWAY_KEK";
    private const string PreviousKeys = "GATEWAY_KEK_PREVIOUS";

    private readonly byte[] _serviceKeyHash;
    private readonly byte[] _adminKeyHash;

    private GatewaySecrets(string adminKey, string serviceKey, byte[] keyEncryptionKey, IReadOnlyList<byte[]> previousKeyEncryptionKeys)
    {
        ServiceKey = serviceKey;
        KeyEncryptionKey = keyEncryptionKey;
        PreviousKeyEncryptionKeys = previousKeyEncryptionKeys;
        _adminKeyHash = Hash(adminKey);
        _serviceKeyHash = Hash(serviceKey);
    }

    /// <summary><c>GATEWAY_SERVICE_KEY</c>: services authenticate with it to each other.</summary>
    public string ServiceKey { get; }

    /// <summary><c>GATEWAY_KEK</c>: 32 bytes that encrypt key material at rest.</summary>
    public byte[] KeyEncryptionKey { get; }

    /// <summary>
    /// A key of 32 bytes for one purpose, derived from <c>GATEWAY_KEK</c> (HKDF with SHA-256): all replicas have the same one.
    /// </summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, KeyEncryptionKey, HMACSHA256.HashSizeInBytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary><c>GATEWAY_KEK_PREVIOUS</c>: earlier keys, which only decrypt. Empty outside a rotation.</summary>
    public IReadOnlyList<byte[]> PreviousKeyEncryptionKeys { get; }

    /// <summary>Where standalone keeps the operator key it made.</summary>
    public static string AdminKeyFile(string dataDirectory) => Path.Combine(dataDirectory, "secrets", "admin-key");

    public bool IsAdminKey(ReadOnlySpan<char> presented) => CryptographicOperations.FixedTimeEquals(Hash(presented), _adminKeyHash);

    /// <summary>Most tokens have another length and need no hash.</summary>
    public bool IsServiceKey(ReadOnlySpan<char> presented) =>
        presented.Length == ServiceKey.Length && CryptographicOperations.FixedTimeEquals(Hash(presented), _serviceKeyHash);

    public override string ToString() => nameof(GatewaySecrets);

    /// <exception cref="InvalidConfigurationException">A secret is missing, short, a sample, or the same as another.</exception>
    public static GatewaySecrets Load(IConfiguration configuration, GatewaySettings settings)
    {
        var adminKey = Read(configuration, settings, "GATEWAY_ADMIN_KEY", "admin-key");
        var serviceKey = Read(configuration, settings, "GATEWAY_SERVICE_KEY", "service-key");
        var kek = Read(configuration, settings, CurrentKey, "kek");
        if (adminKey == serviceKey || adminKey == kek || serviceKey == kek)
        {
            throw new InvalidConfigurationException(
                "GATEWAY_ADMIN_KEY, GATEWAY_SERVICE_KEY and GATEWAY_KEK must differ. deploy/init-env.sh makes good ones.");
        }

        var current = SecretStrength.DecodeKey(CurrentKey, kek);
        return new GatewaySecrets(adminKey, serviceKey, current, ReadPrevious(configuration, current, [adminKey, serviceKey]));
    }

    private static List<byte[]> ReadPrevious(IConfiguration configuration, byte[] current, string[] others)
    {
        var given = (configuration[PreviousKeys] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var keys = new List<byte[]>(given.Length);
        foreach (var text in given)
        {
            SecretStrength.Require(PreviousKeys, text);
            var key = SecretStrength.DecodeKey(PreviousKeys, text);
            // Compared as bytes: the same key may be written in two alphabets.
            if (others.Contains(text) || key.AsSpan().SequenceEqual(current) || keys.Exists(other => key.AsSpan().SequenceEqual(other)))
            {
                throw new InvalidConfigurationException(
                    $"The keys in {PreviousKeys} must differ from {CurrentKey}, from each other and from the other secrets.");
            }

            keys.Add(key);
        }

        return keys;
    }

    private static string Read(IConfiguration configuration, GatewaySettings settings, string key, string fileName)
    {
        // Files and editors add line ends and spaces.
        if (configuration[key]?.Trim() is { Length: > 0 } given)
        {
            SecretStrength.Require(key, given);
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

    private static byte[] Hash(ReadOnlySpan<char> secret) => SHA256.HashData(MemoryMarshal.AsBytes(secret));
}
