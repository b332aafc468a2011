using System.Buffers;

namespace FourRunr.Hosting.Access;

/// <summary>Reads the one bearer credential of a request (RFC 6750 section 2.1). Query and form are never read.</summary>
public static class BearerToken
{
    /// <summary>Longest token that is read.</summary>
    public const int MaxLength = 8 * 1024;

    private const string Scheme = "Bearer ";

    /// <summary>The characters of a bearer credential (<c>b64token</c>). A token with others was never issued, so auth-service is not asked.</summary>
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <returns>The token, or why there is none.</returns>
    public static (ReadOnlyMemory<char>? Token, ErrorKind? Refusal) Read(HttpRequest request)
    {
        var headers = request.Headers.Authorization;
        return headers.Count switch
        {
            0 => (null, GatewayErrors.TokenMissing),
            1 when headers[0] is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) => Check(header.AsMemory(Scheme.Length).Trim()),
            _ => (null, GatewayErrors.TokenInvalid),
        };
    }

    /// <summary>
    /// The same rules for a token that came another way, such as in the body of a compatible client: visible ASCII only. Anything
    /// else is no token of this gateway.
    /// </summary>
    public static (ReadOnlyMemory<char>? Token, ErrorKind? Refusal) Check(ReadOnlyMemory<char> token) => token.Length switch
    {
        0 => (null, GatewayErrors.TokenMissing),
        > MaxLength => (null, GatewayErrors.TokenInvalid),
        _ when token.Span.ContainsAnyExcept(Characters) => (null, GatewayErrors.TokenInvalid),
        _ => (token, null),
    };
}
