namespace FourRunr.ToolProxy.Redaction;

/// <summary>Recognises the usual names of secrets: <c>X-Api-Key</c>, <c>client_secret</c>, <c>Set-Cookie</c>.</summary>
internal static class SecretNames
{
    public const string Redacted = "[redacted]";

    private const string Separators = "-_. ";

    private static readonly string[] Parts =
    [
        "authorization", "cookie", "password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey",
        "credential", "signature", "bearer", "session", "jwt",
    ];

    private static readonly string[] Whole = ["auth", "pwd", "pin", "key", "otp"];

    public static bool Covers(string name)
    {
        var plain = string.Concat(name.Where(character => !Separators.Contains(character))).ToLowerInvariant();
        return Whole.Contains(plain) || Parts.Any(part => plain.Contains(part, StringComparison.Ordinal));
    }
}
