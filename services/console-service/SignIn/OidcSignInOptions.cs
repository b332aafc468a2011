using FourRunr.Hosting;

namespace FourRunr.WebConsole.SignIn;

/// <summary>Section <c>OIDC</c>: the client that the console is at the OpenID provider. Without an issuer operators sign in with keys only.</summary>
internal sealed class OidcSignInOptions
{
    public const string Section = "OIDC";

    /// <summary>The issuer's URL.</summary>
    public string? Issuer { get; set; }

    public string? ClientId { get; set; }

    /// <summary>For confidential clients; PKCE is used in any case.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Asked for beside <c>openid profile</c>, separated by spaces: what makes the provider issue access tokens for the gateway's API.</summary>
    public string Scopes { get; set; } = "";

    /// <returns>Null when no issuer is set.</returns>
    /// <exception cref="InvalidConfigurationException">The client's id is missing.</exception>
    public static OidcSignInOptions? From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<OidcSignInOptions>();
        if (string.IsNullOrWhiteSpace(options?.Issuer))
        {
            return null;
        }

        return string.IsNullOrWhiteSpace(options.ClientId)
            ? throw new InvalidConfigurationException("OIDC__ClientId must be the id that the OpenID provider knows the console by.")
            : options;
    }
}
