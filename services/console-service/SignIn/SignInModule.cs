namespace FourRunr.WebConsole.SignIn;

/// <summary>How an operator signs in: with a key, with a code, or at the OpenID provider.</summary>
internal static class SignInModule
{
    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<SessionStarter>();
        services.AddOidcSignIn(configuration);
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes) => routes.MapOidcSignIn();
}
