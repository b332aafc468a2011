using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace FourRunr.Testing.OpenIdConnect;

/// <summary>
/// A real OpenID provider (OpenIddict): authorization code with PKCE, signed access tokens (RFC 9068), rotated keys. Whoever comes is signed in
/// as <see cref="User"/>.
/// </summary>
public sealed class TestOpenIdProvider : IAsyncDisposable
{
    public const string Client = "gateway-console";
    public const string ClientSecret = "canary-client-secret-5d1c";
    public const string Audience = "https://gateway.example/api";

    private WebApplication? _app;

    /// <summary>The issuer.</summary>
    public Uri Url { get; } = FreePort.FindUrl();

    /// <summary>Who signs in next.</summary>
    public (string Subject, string Name, string[] Groups) User { get; set; } = ("u-1", "ada@example.com", ["gateway-admins"]);

    /// <summary>Of access tokens.</summary>
    public string IssuedAudience { get; set; } = Audience;

    /// <summary>Every token that left it.</summary>
    public ConcurrentBag<string> Issued { get; } = [];

    public TimeSpan TokenLife { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether who signs in and asks for <c>offline_access</c> gets a refresh token too.</summary>
    public bool IssuesRefreshTokens { get; set; }

    /// <summary>Whether nothing is renewed any more, as after a person was taken out.</summary>
    public bool RefusesRenewal { get; set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder([$"--urls={Url}"]);
        builder.Logging.ClearProviders();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetIssuer(Url).SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowClientCredentialsFlow().AllowRefreshTokenFlow();
            server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.OfflineAccess);
            server.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
            server.EnableDegradedMode();
            server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client)
                {
                    context.Reject(Errors.InvalidClient);
                }

                return default;
            }));
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client || context.ClientSecret != ClientSecret)
                {
                    context.Reject(Errors.InvalidClient);
                }
                else if (RefusesRenewal && context.Request.IsRefreshTokenGrantType())
                {
                    context.Reject(Errors.InvalidGrant);
                }

                return default;
            }));
            server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(context =>
            {
                foreach (var token in new[] { context.Response.AccessToken, context.Response.IdToken, context.Response.RefreshToken })
                {
                    if (token is not null)
                    {
                        Issued.Add(token);
                    }
                }

                return default;
            }));
        });
        _app = builder.Build();
        _app.UseAuthentication();
        _app.MapGet("/connect/authorize", () => SignIn(Principal()));
        _app.MapPost("/connect/token", (Delegate)TokenAsync);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    /// <summary>An access token for <see cref="User"/>, without a browser.</summary>
    public async Task<string> AccessTokenAsync()
    {
#pragma warning disable RS0030 // As any program would.
        using var client = new HttpClient();
#pragma warning restore RS0030
        using var form = new FormUrlEncodedContent([new("grant_type", GrantTypes.ClientCredentials), new("client_id", Client), new("client_secret", ClientSecret)]);
        using var answer = await client.PostAsync(new Uri(Url, "connect/token"), form);
        var body = await answer.Content.ReadAsStringAsync();
        return System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("access_token").GetString()!;
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        if (context.GetOpenIddictServerRequest()!.IsClientCredentialsGrantType())
        {
            return SignIn(Principal());
        }

        var ticket = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        return SignIn(ticket.Principal!);
    }

    private static IResult SignIn(ClaimsPrincipal principal) =>
        Results.SignIn(principal, properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);

    private ClaimsPrincipal Principal()
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        identity.SetClaim(Claims.Subject, User.Subject).SetClaim(Claims.PreferredUsername, User.Name).SetClaims("groups", [.. User.Groups]);
        identity.SetScopes([Scopes.OpenId, Scopes.Profile, .. IssuesRefreshTokens ? (string[])[Scopes.OfflineAccess] : []]);
        identity.SetAudiences(IssuedAudience);
        identity.SetAccessTokenLifetime(TokenLife);
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
