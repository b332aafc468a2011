using FourRunr.Auth.ClientGrants;
using FourRunr.Auth.OAuth;
using FourRunr.Hosting;

namespace FourRunr.Auth.SignIn;

/// <summary>Sign-in of MCP clients: an operator gives an agent to an application. Only with <c>MCP_AUTH=oauth</c>.</summary>
internal static class SignInModule
{
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<AuthorizationStore>();
        services.AddSingleton<ClientGrantStore>();
        services.AddSingleton<ClientGrantRevoker>();
        services.AddSingleton<ClientTokenIssuer>();
        services.AddSingleton<ITokenGrantType, AuthorizationCodeGrant>();
        services.AddSingleton<ITokenGrantType, RefreshTokenGrant>();
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<GatewaySettings>().OffersSignIn)
        {
            return;
        }

        var pages = routes.MapGroup(SignInPages.Authorize).AllowAnonymous().ExcludeFromDescription();
        BeginSignInEndpoint.Map(pages);
        SignInEndpoint.Map(pages);
        ConsentEndpoint.Map(pages);
    }
}
