using FourRunr.Contracts;
using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Auth.OAuth;

internal static class OAuthModule
{
    public static IServiceCollection AddOAuth(this IServiceCollection services)
    {
        services.AddDependency(DependencyModule.PolicyService, settings => settings.PolicyUrl);
        services.AddSingleton<AllowedScopes>();
        services.AddSingleton<AssertionVerifier>();
        services.AddScoped<RevocationCaller>();
        return services;
    }

    public static void MapOAuth(this IEndpointRouteBuilder routes)
    {
        var oauth = routes.MapGroup("/oauth2").WithTags("OAuth 2.0").RefusesAs(typeof(OAuthErrorResponse)).WithNoStore();
        RequestTokenEndpoint.Map(oauth);
        RevokePresentedTokenEndpoint.Map(oauth);
        ServerMetadata.Map(routes);
    }
}
