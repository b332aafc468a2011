using FourRunr.Auth.OAuth;
using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.SignIn;

/// <summary>
/// The forms of the pages. They need a secret that only their page has, and there is no cookie that a browser would add by itself. A form
/// that says that it comes from another page is refused all the same.
/// </summary>
internal static class SignInForm
{
    /// <returns>The form, or the page that says why it is refused.</returns>
    public static async Task<(IFormCollection? Form, PageResult? Refusal)> ReadAsync(
        HttpRequest request, TokenMint mint, CancellationToken cancellationToken)
    {
        if (request.Headers.Origin is { Count: > 0 } origin && origin.ToString() != mint.Issuer)
        {
            return (null, SignInPages.Error(StatusCodes.Status403Forbidden, "The form was sent by another page."));
        }

        return await OAuthForm.TryReadAsync(request, cancellationToken) is { } form
            ? (form, null)
            : (null, SignInPages.Error(StatusCodes.Status400BadRequest, OAuthForm.Unreadable));
    }
}
