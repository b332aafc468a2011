namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>The credential of a request, as far as it can be seen before the body is read.</summary>
internal static class PresentedCredential
{
    private const string LegacyCall = "/api/proxy-request";

    /// <summary>Where clients of model APIs send their key.</summary>
    private const string ApiKeyHeader = "X-Api-Key";

    public static CredentialLocation LocationOf(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey(ApiKeyHeader) ? CredentialLocation.Header
        : IsReadFromBody(request) ? CredentialLocation.Body
        : CredentialLocation.None;

    /// <returns>Null if there is none, or none that can be read.</returns>
    public static ReadOnlyMemory<char>? Of(HttpRequest request) => request.Headers.Authorization.Count > 0
        ? BearerToken.Read(request).Token
        : request.Headers[ApiKeyHeader] is [{ } key] ? BearerToken.Check(key.AsMemory()).Token : null;

    /// <summary>The token is in the body: the endpoint itself asks whether the caller must wait.</summary>
    public static bool IsLegacyCall(HttpRequest request) => request.Path.StartsWithSegments(LegacyCall, StringComparison.OrdinalIgnoreCase);

    private static bool IsReadFromBody(HttpRequest request) =>
        IsLegacyCall(request) || request.Path.StartsWithSegments("/oauth2", StringComparison.OrdinalIgnoreCase);
}
