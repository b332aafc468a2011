using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FourRunr.Auth.OpenIdConnect;

/// <summary>Operators of an OpenID provider, where one is configured.</summary>
internal static class OidcModule
{
    public static void AddOidcOperators(this IServiceCollection services, IConfiguration configuration)
    {
        if (OidcOptions.From(configuration) is not { } options)
        {
            return;
        }

        var metadata = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{options.Issuer!.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            // OidcOptions has seen that plain HTTP stays on this machine.
            new HttpDocumentRetriever { RequireHttps = options.Issuer.StartsWith(Uri.UriSchemeHttps, StringComparison.Ordinal) });
        services.AddSingleton(provider => new OidcOperators(options, metadata, provider.GetRequiredService<TimeProvider>()));
    }
}
