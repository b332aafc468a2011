using System.Security.Cryptography;

namespace FourRunr.Cli.Gateway;

/// <summary>Fetches tokens by an agent's private key, and keeps one until shortly before it ends.</summary>
internal sealed class AgentTokens(GatewayClient gateway, string agentId, RSA key, string? scope, int? ttlSeconds, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _fetching = new(1);
    private Held? _held;

    /// <returns>A token that is good for a while yet.</returns>
    public async Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (_held is { } held && clock.GetElapsedTime(held.Since) < held.GoodFor)
            {
                return held.Token;
            }

            // The life of a token is counted from before it was asked for, so never too long.
            var since = clock.GetTimestamp();
            var answer = await FetchAsync(cancellationToken);
            var life = TimeSpan.FromSeconds((int?)answer["expires_in"] ?? 0);
            var token = (string?)answer["access_token"] ?? throw CliException.Failed("The gateway answered without a token.");
            _held = new Held(token, since, life - (life / 4 < LongestMargin ? life / 4 : LongestMargin));
            return token;
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>After a refusal: the next one is fetched anew, unless that has happened since.</summary>
    public void Forget(string token)
    {
        if (_held?.Token == token)
        {
            _held = null;
        }
    }

    public async Task<JsonNode> FetchAsync(CancellationToken cancellationToken)
    {
        var server = await gateway.GetAsync(".well-known/oauth-authorization-server", cancellationToken);
        var issuer = (string?)server["issuer"] ?? throw CliException.Failed("The gateway does not name its issuer.");
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = AgentAssertion.Sign(key, agentId, issuer, clock),
        };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        if (ttlSeconds is { } seconds)
        {
            form["ttl_seconds"] = FormattableString.Invariant($"{seconds}");
        }

        return await gateway.SendAsync(HttpMethod.Post, "oauth2/token", new FormUrlEncodedContent(form), cancellationToken);
    }

    public void Dispose()
    {
        _fetching.Dispose();
        key.Dispose();
    }

    private sealed record Held(string Token, long Since, TimeSpan GoodFor);
}
