namespace FourRunr.WebConsole.SignIn;

/// <summary>The page on which an operator signs in.</summary>
internal static class SignInModule
{
    public static void AddSignIn(this IServiceCollection services) => services.AddScoped<SessionStarter>();
}
