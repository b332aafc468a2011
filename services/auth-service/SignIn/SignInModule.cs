using FourRunr.Auth.CacheControl;
using FourRunr.Auth.ClientGrants;
using FourRunr.Auth.OAuth;

namespace FourRunr.Auth.SignIn;

/// <summary>Sign-in of MCP clients: an operator gives an agent to an application. Nobody signs in with <c>MCP_AUTH=bearer</c>, but earlier consents can be seen and ended.</summary>
internal static class SignInModule
{
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<AuthorizationStore>();
        services.AddSingleton<ClientGrantStore>();
        services.AddSingleton<AgentClientStore>();
        services.AddSingleton<ClientGrantRevoker>();
        services.AddSingleton<ClientTokenIssuer>();
        services.AddSingleton<ITokenGrantType, AuthorizationCodeGrant>();
        services.AddSingleton<ITokenGrantType, RefreshTokenGrant>();
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/v1/agents").WithTags("Agents").WithNoStore();
        ListAgentClientsEndpoint.Map(agents);
        DeleteAgentClientEndpoint.Map(agents);
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
