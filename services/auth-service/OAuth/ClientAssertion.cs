using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FourRunr.Auth.OAuth;

/// <summary>A client assertion (RFC 7523) that was parsed but not verified.</summary>
internal sealed class ClientAssertion
{
    private const string MediaTypePrefix = "application/";

    /// <summary>In any case (RFC 7515 section 4.1.9). The second is the explicit type for client authentication.</summary>
    private static readonly string[] Types = ["JWT", "client-authentication+jwt"];

    private readonly string _signed;
    private readonly byte[] _signature;
    private readonly RSASignaturePadding _padding;

    private ClientAssertion(string signed, byte[] signature, RSASignaturePadding padding, JsonElement claims)
    {
        _signed = signed;
        _signature = signature;
        _padding = padding;
        Claims = claims;
    }

    public JsonElement Claims { get; }

    /// <summary>Compact JWS, RS256 or PS256, with no header member but alg, typ and kid.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out ClientAssertion? assertion)
    {
        assertion = null;
        if (text.Length > BearerToken.MaxLength || text.Split('.') is not [var header, var payload, var signature])
        {
            return false;
        }

        try
        {
            var head = StrictJson.Read(Base64Url.DecodeFromChars(header)).Deserialize<Header>(GatewayJson.Strict);
            if (PaddingOf(head?.Alg) is not { } padding || !IsKnown(head!.Typ))
            {
                return false;
            }

            var claims = StrictJson.Read(Base64Url.DecodeFromChars(payload));
            if (claims.ValueKind == JsonValueKind.Object)
            {
                assertion = new ClientAssertion($"{header}.{payload}", Base64Url.DecodeFromChars(signature), padding, claims);
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Not an assertion: the method returns false.
        }

        return assertion is not null;
    }

    public bool IsSignedBy(ReadOnlySpan<byte> publicKey)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        return rsa.VerifyData(Encoding.UTF8.GetBytes(_signed), _signature, HashAlgorithmName.SHA256, _padding);
    }

    /// <summary>A string claim, or null when it is absent or something else.</summary>
    public string? Text(string claim) =>
        Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A NumericDate claim (RFC 7519: seconds, possibly with a fraction); null when it is absent or out of range.</summary>
    public DateTimeOffset? Moment(string claim) =>
        Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    public bool Has(string claim) => Claims.TryGetProperty(claim, out _);

    /// <summary>The audience: one string or an array of them.</summary>
    public IEnumerable<string?> Audiences() => Claims.TryGetProperty("aud", out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()],
            JsonValueKind.Array =>
                value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()),
            _ => [],
        }
        : [];

    private static bool IsKnown(string? type)
    {
        if (type is null)
        {
            return true;
        }

        var name = type.StartsWith(MediaTypePrefix, StringComparison.OrdinalIgnoreCase) ? type[MediaTypePrefix.Length..] : type;
        return Types.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static RSASignaturePadding? PaddingOf(string? algorithm) => algorithm switch
    {
        "RS256" => RSASignaturePadding.Pkcs1,
        "PS256" => RSASignaturePadding.Pss,
        _ => null,
    };

    private sealed record Header(string Alg, string? Typ = null, string? Kid = null);
}
