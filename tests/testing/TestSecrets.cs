using System.Buffers.Text;
using System.Security.Cryptography;

namespace FourRunr.Testing;

/// <summary>Random secrets for one run of the tests, shared by all services of it.</summary>
public static class TestSecrets
{
    public static readonly string AdminKey = Make();
    public static readonly string ServiceKey = Make();
    public static readonly string KeyEncryptionKey = Make();

    public static string[] Arguments =>
    [
        $"--GATEWAY_ADMIN_KEY={AdminKey}",
        $"--GATEWAY_SERVICE_KEY={ServiceKey}",
        $"--GATEWAY_KEK={KeyEncryptionKey}",
    ];

    private static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
