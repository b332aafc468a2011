using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FourRunr.WebConsole.SignIn;

/// <summary>Asks the OpenID provider for the next access token.</summary>
internal sealed partial class TokenRenewal(IOptionsMonitor<OpenIdConnectOptions> options, TimeProvider clock, ILogger<TokenRenewal> log)
{
    /// <summary>What became of it.</summary>
    public abstract record Outcome;

    public sealed record Renewed(TokenSet Tokens) : Outcome;

    /// <summary>The provider took the consent back, or ended the session.</summary>
    public sealed record Refused : Outcome;

    public sealed record Away : Outcome;

    /// <returns>Null for an answer without an access token or without its end.</returns>
    /// <param name="refreshToken">The one that was sent, where the provider keeps it.</param>
    public TokenSet? Read(OpenIdConnectMessage message, string? refreshToken = null) =>
        message.AccessToken is { Length: > 0 } access && (message.RefreshToken ?? refreshToken) is { Length: > 0 } refresh
            && int.TryParse(message.ExpiresIn, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new TokenSet(access, refresh, clock.GetUtcNow().AddSeconds(seconds))
            : null;

    public async Task<Outcome> RenewAsync(TokenSet tokens)
    {
        var client = options.Get(OpenIdConnectDefaults.AuthenticationScheme);
        try
        {
            var provider = await client.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            using var form = new FormUrlEncodedContent(
            [
                new("grant_type", OpenIdConnectGrantTypes.RefreshToken), new("refresh_token", tokens.RefreshToken), new("client_id", client.ClientId),
                .. client.ClientSecret is { } secret ? (KeyValuePair<string, string?>[])[new("client_secret", secret)] : [],
            ]);
            using var answer = await client.Backchannel.PostAsync(provider.TokenEndpoint, form);
            if (answer.IsSuccessStatusCode && Read(new OpenIdConnectMessage(await answer.Content.ReadAsStringAsync()), tokens.RefreshToken) is { } next)
            {
                return new Renewed(next);
            }

            Log.NotRenewed(log, (int)answer.StatusCode);
            return (int)answer.StatusCode >= StatusCodes.Status500InternalServerError ? new Away() : new Refused();
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or IOException or OperationCanceledException or JsonException)
        {
            Log.Away(log, exception.GetType().Name);
            return new Away();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The OpenID provider answered {Status} instead of renewing an operator's access token.")]
        public static partial void NotRenewed(ILogger logger, int status);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The OpenID provider does not answer ({Exception}): an operator's access token was not renewed.")]
        public static partial void Away(ILogger logger, string exception);
    }
}
