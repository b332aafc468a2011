namespace FourRunr.Hosting.Errors;

/// <summary>
/// The error format of OAuth (RFC 6749 section 5.2), for every refusal under <c>/oauth2</c>: by the endpoint, routing, the server's limits,
/// the authentication or the front door.
/// </summary>
public static class OAuthErrors
{
    private static readonly PathString Endpoints = new("/oauth2");

    public static bool IsAskedFor(HttpRequest request) => request.Path.StartsWithSegments(Endpoints);

    public static OAuthErrorResponse ToOAuth(this Problem problem) =>
        Make(ErrorOf(problem.Status), $"{problem.Detail} {problem.HowToFix}".TrimEnd(), problem.Code, problem.CorrelationId);

    /// <param name="error">A word of RFC 6749, e.g. <c>invalid_scope</c>.</param>
    public static OAuthErrorResponse Make(string error, string description, string code, string correlationId) =>
        new(error, Printable(description), code, correlationId);

    /// <summary>A description with the characters that RFC 6749 allows.</summary>
    public static string Printable(string description) => string.Create(description.Length, description, WritePrintable);

    private static string ErrorOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "invalid_client",
        // RFC 6750: the credential is valid and does not allow this.
        StatusCodes.Status403Forbidden => "insufficient_scope",
        // RFC 6749 defines these two for redirects only; clients understand them here too.
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => "temporarily_unavailable",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request",
    };

    private static void WritePrintable(Span<char> target, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            target[i] = text[i] is >= ' ' and <= '~' and not ('"' or '\\') ? text[i] : '?';
        }
    }
}
