namespace FourRunr.ToolProxy.Strangers;

/// <summary>
/// Where a request says who it is from. Each has a limit of its own, so that requests with nothing in them, the cheapest flood, do not
/// keep anybody from showing a new token.
/// </summary>
internal enum CredentialPlace
{
    Nowhere = 0,
    Header = 1,

    /// <summary>A token or client assertion in the body.</summary>
    Body = 2,
}

internal static class CredentialPlaces
{
    public const int Count = 3;

    public static CredentialPlace Of(HttpRequest request) => request.Headers.Authorization.Count > 0
        ? CredentialPlace.Header
        : IsReadFromBody(request.Path) ? CredentialPlace.Body : CredentialPlace.Nowhere;

    private static bool IsReadFromBody(PathString path) =>
        path.StartsWithSegments("/oauth2", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(LegacyCall, StringComparison.OrdinalIgnoreCase);

    /// <summary>The token stands in the body: the endpoint itself asks whether its caller has to wait.</summary>
    public static bool IsLegacyCall(HttpRequest request) => request.Path.StartsWithSegments(LegacyCall, StringComparison.OrdinalIgnoreCase);

    private const string LegacyCall = "/api/proxy-request";
}
