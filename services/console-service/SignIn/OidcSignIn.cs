using FourRunr.WebConsole.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FourRunr.WebConsole.SignIn;

/// <summary>Sign-in at an OpenID provider: authorization code with PKCE. The gateway judges the access token, as it does for programs.</summary>
internal static class OidcSignIn
{
    private const string CallbackPath = "/signin-oidc";

    public static void AddOidcSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        if (OidcSignInOptions.From(configuration) is not { } options)
        {
            return;
        }

        services.AddSingleton(options);
        services.AddSingleton<TokenRenewal>();
        services.AddAuthentication().AddOpenIdConnect(oidc =>
        {
            oidc.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            oidc.Authority = options.Issuer;
            oidc.RequireHttpsMetadata = options.Issuer!.StartsWith(Uri.UriSchemeHttps, StringComparison.Ordinal);
            oidc.ClientId = options.ClientId;
            oidc.ClientSecret = options.ClientSecret;
            oidc.ResponseType = OpenIdConnectResponseType.Code;
            // The answer comes by GET, so its cookies need not go with requests of other sites.
            oidc.ResponseMode = OpenIdConnectResponseMode.Query;
            oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
            oidc.NonceCookie.SameSite = SameSiteMode.Lax;
            oidc.CallbackPath = CallbackPath;
            oidc.MapInboundClaims = false;
            oidc.SaveTokens = false;
            foreach (var scope in options.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                oidc.Scope.Add(scope);
            }

            oidc.Events.OnRedirectToIdentityProvider = context =>
            {
                // TLS may end before the gateway; browsers elsewhere come over HTTPS only.
                var scheme = LoopbackHost.Is(context.Request.Host) ? context.Request.Scheme : Uri.UriSchemeHttps;
                context.ProtocolMessage.RedirectUri = $"{scheme}://{context.Request.Host}{ConsolePath.Base}{CallbackPath}";
                return Task.CompletedTask;
            };
            oidc.Events.OnTokenValidated = TakeOverAsync;
            oidc.Events.OnRemoteFailure = context =>
            {
                context.Response.Redirect($"{ConsolePath.Base}/sign-in?failed=true");
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });
    }

    public static void MapOidcSignIn(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<OidcSignInOptions>() is not null)
        {
            routes.MapGet("/sign-in/oidc", (string? @return) => TypedResults.Challenge(
                new AuthenticationProperties { RedirectUri = SignInAddress.Checked(@return) }, [OpenIdConnectDefaults.AuthenticationScheme])).AllowAnonymous();
        }
    }

    /// <summary>Who it is and what they may do is for the gateway to say.</summary>
    private static async Task TakeOverAsync(TokenValidatedContext context)
    {
        var starter = context.HttpContext.RequestServices.GetRequiredService<SessionStarter>();
        var credential = context.TokenEndpointResponse?.AccessToken ?? "";
        if (await starter.IdentifyAsync(credential, context.HttpContext.RequestAborted) is not SessionStarter.Known known)
        {
            context.Fail("The gateway does not know this person as an operator.");
            return;
        }

        context.Principal = known.Principal;
        var services = context.HttpContext.RequestServices;
        var clock = services.GetRequiredService<TimeProvider>();
        var renewal = services.GetRequiredService<TokenRenewal>();
        if (context.TokenEndpointResponse is { } answer && renewal.Read(answer) is { } tokens)
        {
            context.Properties!.SetParameter<SessionCredential>(SessionStore.CredentialParameter, new RenewedToken(tokens, renewal, clock));
            return;
        }

        context.Properties!.SetParameter<SessionCredential>(SessionStore.CredentialParameter, new FixedCredential(credential));
        if (int.TryParse(context.TokenEndpointResponse?.ExpiresIn, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            // The session ends with the token: there is nothing to ask the gateway with afterwards.
            context.Properties!.ExpiresUtc = clock.GetUtcNow().AddSeconds(seconds);
        }
    }
}
