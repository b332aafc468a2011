using System.Collections.Concurrent;
using FourRunr.Hosting.Caching;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>
/// Turns a stored credential into the access token that Google's APIs take: one that is stored itself, or one that is fetched with
/// a refresh token (RFC 6749 section 6) and kept until shortly before it ends.
/// </summary>
internal sealed class GoogleAccessTokens(OutboundHttp http, ApiResponses answers, Uri tokenUrl, TimeProvider clock)
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);

    /// <summary>By version of the credential. Tokens of earlier versions are few and expire.</summary>
    private readonly ConcurrentDictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);
    private readonly SingleFlight<string> _fetches = new();

    /// <returns>The token, or why there is none. Nothing was sent yet, so a failure never means that the tool may have acted.</returns>
    public async Task<(string? Token, ToolResult.Failure? Failure)> GetAsync(ToolCredential credential, CancellationToken cancellationToken)
    {
        var stored = credential.Field("access_token") ?? credential.Field(ToolCredential.Single);
        if (stored is not null)
        {
            return HeaderRules.IsText(stored)
                ? (stored, null)
                : (null, NotConfigured("The credential's access token has characters that a header cannot hold."));
        }

        if (_tokens.TryGetValue(credential.Version, out var known) && clock.GetUtcNow() < known.EndsAt)
        {
            return (known.Value, null);
        }

        return await _fetches.RunAsync(credential.Version, () => FetchAsync(credential), cancellationToken);
    }

    /// <summary>Google refused the token.</summary>
    public void Forget(ToolCredential credential) => _tokens.TryRemove(credential.Version, out _);

    private async Task<(string? Token, ToolResult.Failure? Failure)> FetchAsync(ToolCredential credential)
    {
        string?[] secrets = [credential.Field("client_id"), credential.Field("client_secret"), credential.Field("refresh_token")];
        if (secrets.Contains(null))
        {
            return (null, NotConfigured("The credential must hold client_id, client_secret and refresh_token, or an access_token."));
        }

        var request = new OutboundRequest
        {
            Method = HttpMethod.Post,
            Url = tokenUrl,
            Content = () => new FormUrlEncodedContent(
            [
                new("grant_type", "refresh_token"), new("client_id", secrets[0]), new("client_secret", secrets[1]), new("refresh_token", secrets[2]),
            ]),
        };
        // Several calls may wait for it, so it has its own time limit.
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10), clock);
        try
        {
            switch (await http.SendAsync(request, timeout.Token))
            {
                case OutboundResult.Failure failure:
                    return (null, OutboundFailureMapper.ForConfiguredUrl(failure) with { MayHaveActed = false });
                case OutboundResult.Response { Status: 400 or 401 }:
                    return (null, NotConfigured("Google does not accept the stored refresh token."));
                case OutboundResult.Response answer when answers.FailureOf(answer) is { } failure:
                    return (null, failure with { MayHaveActed = false });
                case OutboundResult.Response answer when Read(answer) is { } token:
                    _tokens[credential.Version] = token;
                    return (token.Value, null);
                default:
                    return (null, new ToolResult.Failure(GatewayErrors.UpstreamFailed, "Google's token endpoint gave no token."));
            }
        }
        catch (OperationCanceledException)
        {
            return (null, new ToolResult.Failure(GatewayErrors.UpstreamTimeout, "Google's token endpoint did not answer in time.") { IsTransient = true });
        }
    }

    /// <summary>RFC 6749 section 5.1.</summary>
    private AccessToken? Read(OutboundResult.Response answer) =>
        answer.TryReadJson(out var json)
        && json is JsonObject body
        && body["access_token"] is JsonValue value && value.TryGetValue(out string? token) && token.Length > 0 && HeaderRules.IsText(token)
        && body["expires_in"] is JsonValue life && life.TryGetValue(out int seconds)
            ? new AccessToken(token, clock.GetUtcNow() + TimeSpan.FromSeconds(seconds) - RenewBefore)
            : null;

    private static ToolResult.Failure NotConfigured(string detail) => new(GatewayErrors.ToolNotConfigured, detail);

    private sealed record AccessToken(string Value, DateTimeOffset EndsAt)
    {
        public override string ToString() => nameof(AccessToken);
    }
}
