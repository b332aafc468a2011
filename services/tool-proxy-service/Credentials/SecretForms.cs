using System.Text;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>How APIs write back a secret that they were sent.</summary>
internal static class SecretForms
{
    /// <summary>In clear, encoded for a URL, and in Base64.</summary>
    public static IEnumerable<string> Of(string secret) => new[]
    {
        secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='),
    }.Distinct(StringComparer.Ordinal);
}
