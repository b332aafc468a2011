using System.Buffers.Text;
using System.Security.Cryptography;

namespace FourRunr.Auth.SignIn;

/// <summary>Proof that who redeems a code also asked for it (RFC 7636, method S256 only).</summary>
internal static class Pkce
{
    public const string Method = "S256";

    private const int ChallengeLength = 43;

    public static bool IsChallenge(string? text) => text is { Length: ChallengeLength } && Base64Url.IsValid(text);

    public static bool IsVerified(string challenge, string verifier) =>
        verifier.Length is >= 43 and <= 128
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
}
