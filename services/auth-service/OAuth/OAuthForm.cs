namespace FourRunr.Auth.OAuth;

/// <summary>The parameters of an OAuth request (RFC 6749 section 3.2): form-encoded, each at most once, unknown ones ignored.</summary>
internal sealed class OAuthForm(IFormCollection form)
{
    public const string ContentType = "application/x-www-form-urlencoded";

    /// <summary>The value, or null when the parameter is absent or empty.</summary>
    public string? this[string name] => form[name] is [{ Length: > 0 } value] ? value : null;

    public static async Task<(OAuthForm? Form, OAuthError? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // An unreadable media type is refused here, because the framework would throw.
        if (!request.HasFormContentType || !IsForm(request.ContentType!))
        {
            return (null, OAuthError.InvalidRequest($"Send the parameters as {ContentType}."));
        }

        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            return form.Any(parameter => parameter.Value.Count > 1)
                ? (null, OAuthError.InvalidRequest("A parameter is sent more than once."))
                : (new OAuthForm(form), null);
        }
        catch (InvalidDataException)
        {
            return (null, OAuthError.InvalidRequest("The form could not be read."));
        }
    }

    private static bool IsForm(string contentType) =>
        contentType.Split(';')[0].Trim().Equals(ContentType, StringComparison.OrdinalIgnoreCase);
}
