using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace FourRunr.WebConsole.Sessions;

/// <summary>Who is signed in, and for how long.</summary>
internal static class SessionsModule
{
    /// <summary>Policy of what changes something.</summary>
    public const string Admin = "admin";

    /// <summary>Policy of decisions on calls that wait for people.</summary>
    public const string Approver = "approver";

    private const string SignInPath = "/sign-in";

    public static void AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SignInCodes>();
        services.AddScoped<CurrentOperator>();
        services.AddScoped<CircuitHandler, SessionActivity>();
        services.AddScoped<AuthenticationStateProvider, SessionState>();
        services.AddCascadingAuthenticationState();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "4runr-console";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.LoginPath = SignInPath;
            cookie.AccessDeniedPath = SignInPath;
            cookie.ReturnUrlParameter = "return";
            cookie.ExpireTimeSpan = OperatorSession.Longest;
            // The store counts the idle time.
            cookie.SlidingExpiration = false;
        });
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SessionStore>((cookie, store) => cookie.SessionStore = store);
        services.AddAuthorizationBuilder()
            .AddPolicy(Admin, policy => policy.RequireRole(OperatorRole.Admin.ToWire()))
            .AddPolicy(Approver, policy => policy.RequireRole(OperatorRole.Admin.ToWire(), OperatorRole.Approver.ToWire()));
        // Over plain HTTP only to this machine.
        services.Configure<CookiePolicyOptions>(options => options.OnAppendCookie = append =>
            append.CookieOptions.Secure = !LoopbackHost.Is(append.Context.Request.Host));
    }
}
