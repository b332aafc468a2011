using FourRunr.Hosting.Access;

namespace FourRunr.ToolProxy.Strangers;

/// <summary>What a request shows of a credential before anybody reads its body.</summary>
internal static class ShownCredential
{
    public const int Places = 3;

    private const string LegacyCall = "/api/proxy-request";

    /// <summary>Where clients of model APIs send their key.</summary>
    private const string ApiKeyHeader = "X-Api-Key";

    public static CredentialPlace PlaceOf(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey(ApiKeyHeader)
        ? CredentialPlace.Header
        : IsReadFromBody(request) ? CredentialPlace.Body : CredentialPlace.Nowhere;

    /// <returns>Null if there is none, or none that can be read.</returns>
    public static ReadOnlyMemory<char>? Of(HttpRequest request) => request.Headers.Authorization.Count > 0
        ? BearerToken.Read(request).Token
        : request.Headers[ApiKeyHeader] is [{ } key] ? BearerToken.Check(key.AsMemory()).Token : null;

    /// <summary>The token stands in the body: the endpoint itself asks whether its caller has to wait.</summary>
    public static bool IsLegacyCall(HttpRequest request) => request.Path.StartsWithSegments(LegacyCall, StringComparison.OrdinalIgnoreCase);

    private static bool IsReadFromBody(HttpRequest request) =>
        IsLegacyCall(request) || request.Path.StartsWithSegments("/oauth2", StringComparison.OrdinalIgnoreCase);
}
