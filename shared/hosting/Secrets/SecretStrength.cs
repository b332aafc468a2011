using System.Buffers.Text;

namespace FourRunr.Hosting.Secrets;

/// <summary>Refuses secrets that can be guessed: short, with few different bytes, or copied from an example.</summary>
internal static class SecretStrength
{
    private const int Bytes = 32;
    private const int FewestDifferentBytes = 12;

    private static readonly string[] SampleWords = ["change", "example", "sample", "secret", "password", "default", "0123456789", "your-", "your_"];

    public static void Require(string key, string value)
    {
        var decoded = Decode(key, value);
        var looksLikeASample = SampleWords.Any(word => value.Contains(word, StringComparison.OrdinalIgnoreCase));
        if (looksLikeASample || decoded.Distinct().Count() < FewestDifferentBytes)
        {
            throw new InvalidConfigurationException($"{key} looks like a sample, not like random bytes. deploy/init-env.sh makes a good one.");
        }
    }

    /// <summary>A key of exactly 32 bytes, as AES-256 takes it.</summary>
    public static byte[] DecodeKey(string key, string value) => Decode(key, value) is { Length: Bytes } exact ? exact : throw Unusable(key);

    private static byte[] Decode(string key, string value)
    {
        // The decoder ignores white space, but a key is compared and sent as it is written.
        if (value.Any(char.IsWhiteSpace))
        {
            throw Unusable(key);
        }

        try
        {
            // Plain base64 is accepted too: it is what `openssl rand -base64 32` prints.
            var decoded = Base64Url.DecodeFromChars(value.Replace('+', '-').Replace('/', '_'));
            if (decoded.Length >= Bytes)
            {
                return decoded;
            }
        }
        catch (FormatException)
        {
            // Reported below, without the value.
        }

        throw Unusable(key);
    }

    private static InvalidConfigurationException Unusable(string key) =>
        new($"{key} must be {Bytes} random bytes in base64url. deploy/init-env.sh makes one.");
}
