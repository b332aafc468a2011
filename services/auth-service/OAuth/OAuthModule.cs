using FourRunr.Auth.CacheControl;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Auth.OAuth;

internal static class OAuthModule
{
    public static void AddOAuth(this IServiceCollection services)
    {
        services.AddDependency(DependencyModule.PolicyService, settings => settings.PolicyUrl);
        services.AddSingleton<AllowedScopesClient>();
        services.AddSingleton<AssertionVerifier>();
        services.AddSingleton<ITokenGrantType, ClientCredentialsGrant>();
        services.AddScoped<RevocationCaller>();
    }

    public static void MapOAuth(this IEndpointRouteBuilder routes)
    {
        var oauth = routes.MapGroup("/oauth2").WithTags("OAuth 2.0").RefusesAs(typeof(OAuthErrorResponse)).WithNoStore();
        RequestTokenEndpoint.Map(oauth);
        RevokePresentedTokenEndpoint.Map(oauth);
        // Without sign-in there is nothing to discover: clients would take the document for an invitation to sign in.
        if (routes.ServiceProvider.GetRequiredService<GatewaySettings>().OffersSignIn)
        {
            GetServerMetadataEndpoint.Map(routes);
        }
    }
}
