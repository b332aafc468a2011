using System.Security.Cryptography;

namespace FourRunr.Auth.Tests;

/// <summary>Keys that agents bring along. To make one takes longer than most tests: all tests use the same few.</summary>
internal static class AgentKeys
{
    private static readonly Lazy<(string PrivatePem, string PublicPem)>[] All = [.. Enumerable.Range(0, 4).Select(_ => new Lazy<(string, string)>(Make))];

    /// <summary>No two of four in a row are the same.</summary>
    public static (string PrivatePem, string PublicPem) Get(int number) => All[number % All.Length].Value;

    private static (string PrivatePem, string PublicPem) Make()
    {
        using var rsa = RSA.Create(2048);
        return (rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportSubjectPublicKeyInfoPem());
    }
}
