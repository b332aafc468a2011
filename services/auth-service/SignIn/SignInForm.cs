using FourRunr.Auth.OAuth;

namespace FourRunr.Auth.SignIn;

/// <summary>The forms of the pages.</summary>
internal static class SignInForm
{
    public const string Unreadable = "The form could not be read.";

    /// <returns>Null when it is no form, or cannot be read.</returns>
    public static async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType?.StartsWith(OAuthForm.ContentType, StringComparison.OrdinalIgnoreCase) != true || !request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
