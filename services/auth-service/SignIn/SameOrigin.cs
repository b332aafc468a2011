using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.SignIn;

/// <summary>
/// The forms need a secret that only their page has, and there is no cookie that a browser would add by itself. A form that says that it
/// comes from another page is refused all the same.
/// </summary>
internal static class SameOrigin
{
    public static bool IsViolated(HttpRequest request, TokenMint mint) =>
        request.Headers.Origin is { Count: > 0 } origin && origin.ToString() != mint.Issuer;
}
