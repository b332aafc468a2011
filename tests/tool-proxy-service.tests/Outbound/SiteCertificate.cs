using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>That of <see cref="SmallInternet.PublicHost"/>, issued by itself. One for all tests: its key takes longer than most of them.</summary>
internal static class SiteCertificate
{
    private static readonly Lazy<X509Certificate2> Made = new(Make);

    public static X509Certificate2 Instance => Made.Value;

    private static X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest($"CN={SmallInternet.PublicHost}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
