using System.Net.Mime;
using System.Security.Cryptography;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>
/// Where alerts are sent, signed as the Standard Webhooks specification says: <c>webhook-id</c>, <c>webhook-timestamp</c> (Unix seconds) and
/// <c>webhook-signature</c>, which is <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
internal sealed class BudgetWebhook
{
    public const string UrlKey = "BUDGET_WEBHOOK_URL";
    public const string SecretKey = "BUDGET_WEBHOOK_SECRET";
    public const string SecretFileKey = "BUDGET_WEBHOOK_SECRET_FILE";

    private const string SecretPrefix = "whsec_";
    private const int LeastSecretBytes = 24;
    private const int MostSecretBytes = 64;

    private readonly byte[] _secret;

    private BudgetWebhook(Uri url, byte[] secret) => (Url, _secret) = (url, secret);

    public Uri Url { get; }

    /// <returns>Null if no URL is set.</returns>
    /// <exception cref="InvalidConfigurationException">The URL or the secret is not usable.</exception>
    public static BudgetWebhook? From(IConfiguration configuration)
    {
        if (configuration[UrlKey] is not { Length: > 0 } text)
        {
            return null;
        }

        var url = OutboundTarget.ParseUrl(text)
            ?? throw new InvalidConfigurationException($"{UrlKey} must be an absolute http(s) URL without a user name.");
        return new BudgetWebhook(url, Decode(ReadSecret(configuration)));
    }

    public OutboundRequest Sign(string id, string body, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return new OutboundRequest
        {
            Method = HttpMethod.Post,
            Url = Url,
            Headers =
            [
                new("webhook-id", id), new("webhook-timestamp", timestamp), new("webhook-signature", $"v1,{Convert.ToBase64String(signature)}"),
            ],
            Content = () => new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json),
            MaxResponseBytes = 64 * 1024,
        };
    }

    /// <summary>Shows no secret; a URL may hold one too.</summary>
    public override string ToString() => nameof(BudgetWebhook);

    private static string ReadSecret(IConfiguration configuration)
    {
        if (configuration[SecretKey] is { Length: > 0 } secret)
        {
            return secret;
        }

        if (configuration[SecretFileKey] is not { Length: > 0 } path)
        {
            throw new InvalidConfigurationException($"{UrlKey} needs {SecretKey} or {SecretFileKey}.");
        }

        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException($"The file that {SecretFileKey} names cannot be read.");
        }
    }

    private static byte[] Decode(string secret)
    {
        var bytes = new byte[MostSecretBytes + 1];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length)
            && length is >= LeastSecretBytes and <= MostSecretBytes
                ? bytes[..length]
                : throw new InvalidConfigurationException(
                    $"{SecretKey} must be '{SecretPrefix}' and the base64 of {LeastSecretBytes} to {MostSecretBytes} bytes. "
                    + $"Make one with: echo {SecretPrefix}$(openssl rand -base64 32)");
    }
}
