using System.Net;

namespace FourRunr.Auth.OpenIdConnect;

/// <summary>Section <c>OIDC</c>: the OpenID provider whose access tokens count as operators'. Without an issuer there is none.</summary>
internal sealed class OidcOptions
{
    public const string Section = "OIDC";

    /// <summary>The issuer's URL, as its metadata says it; https, or http on this machine.</summary>
    public string? Issuer { get; set; }

    /// <summary>What <c>aud</c> of an access token must hold. Not the client's id: that is in ID tokens, which nobody may use as access.</summary>
    public string? Audience { get; set; }

    /// <summary>The header <c>typ</c> of access tokens. Default <c>at+jwt</c> (RFC 9068); <c>JWT</c> for providers that do not say it.</summary>
    public string TokenType { get; set; } = "at+jwt";

    /// <summary>The claim with roles or groups, a text or a list. Default <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Values of the claim that make an admin, separated by commas.</summary>
    public string AdminValues { get; set; } = "";

    /// <summary>Values of the claim that make an approver, separated by commas.</summary>
    public string ApproverValues { get; set; } = "";

    /// <summary>Values of the claim that make an auditor, separated by commas.</summary>
    public string AuditorValues { get; set; } = "";

    /// <returns>Null when the name of no provider is set.</returns>
    /// <exception cref="InvalidConfigurationException">A setting is missing or wrong.</exception>
    public static OidcOptions? From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<OidcOptions>();
        if (string.IsNullOrWhiteSpace(options?.Issuer))
        {
            return null;
        }

        if (!Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) || !(issuer.Scheme == Uri.UriSchemeHttps || IsOnThisMachine(issuer)))
        {
            throw new InvalidConfigurationException("OIDC__Issuer must be an https URL, such as https://login.example.com/realms/staff.");
        }

        if (string.IsNullOrWhiteSpace(options.Audience))
        {
            throw new InvalidConfigurationException("OIDC__Audience must name this gateway's API as the provider has it in access tokens (aud).");
        }

        return Values(options.AdminValues).Count + Values(options.ApproverValues).Count + Values(options.AuditorValues).Count > 0
            ? options
            : throw new InvalidConfigurationException("OIDC__AdminValues, OIDC__ApproverValues or OIDC__AuditorValues must say who is an operator.");
    }

    public static IReadOnlyList<string> Values(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsOnThisMachine(Uri url) =>
        url.Scheme == Uri.UriSchemeHttp && (url.Host == "localhost" || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address)));
}
