namespace FourRunr.Auth.OAuth;

/// <summary>The parameters of an OAuth request (RFC 6749 section 3.2): form-encoded, each at most once, unknown ones ignored.</summary>
internal sealed class OAuthForm(IFormCollection form)
{
    public const string ContentType = "application/x-www-form-urlencoded";

    public const string Unreadable = "The form could not be read.";

    /// <summary>The value, or null when the parameter is absent or empty.</summary>
    public string? this[string name] => form[name] is [{ Length: > 0 } value] ? value : null;

    public static async Task<(OAuthForm? Form, OAuthError? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        !IsForm(request) ? (null, OAuthError.InvalidRequest($"Send the parameters as {ContentType}."))
        : await TryReadAsync(request, cancellationToken) is not { } form ? (null, OAuthError.InvalidRequest(Unreadable))
        : form.Any(parameter => parameter.Value.Count > 1) ? (null, OAuthError.InvalidRequest("A parameter is sent more than once."))
        : (new OAuthForm(form), null);

    /// <returns>Null when the body is no such form, or cannot be read.</returns>
    public static async Task<IFormCollection?> TryReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return IsForm(request) ? await request.ReadFormAsync(cancellationToken) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>An unreadable media type is refused here, because the framework would throw.</summary>
    private static bool IsForm(HttpRequest request) =>
        request.HasFormContentType && request.ContentType!.Split(';')[0].Trim().Equals(ContentType, StringComparison.OrdinalIgnoreCase);
}
