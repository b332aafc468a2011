using FourRunr.Contracts;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Load;

/// <summary>Who calls in a scenario, and with which token.</summary>
internal sealed class Cast
{
    /// <summary>Searches that the agent with a quota has; fewer than it asks for.</summary>
    public const int Quota = 12;

    /// <summary>From a revocation on, after this long nobody may believe the token.</summary>
    private static readonly TimeSpan RevocationBound = TimeSpan.FromSeconds(5);

    /// <summary>Tokens that are used once; after that many they are used again.</summary>
    private const int FirstUses = 40;

    private readonly Dictionary<CallKind, string> _tokens = [];
    private readonly List<string> _unused = [];
    private readonly TimeProvider _clock;
    private DateTimeOffset _deniedFrom;
    private int _used;

    private Cast(TimeProvider clock) => _clock = clock;

    public required string AgentId { get; init; }

    public string TokenOf(CallKind kind) => kind == CallKind.FirstUse
        ? _unused[Interlocked.Increment(ref _used) % _unused.Count]
        : _tokens.GetValueOrDefault(kind, _tokens[CallKind.Read]);

    /// <summary>Whether a call of this kind that begins now may be carried out by nobody.</summary>
    public bool MustBeDenied(CallKind kind) => kind.IsProbe() && (kind != CallKind.JustRevoked || _clock.GetUtcNow() >= _deniedFrom);

    public static async Task<Cast> MakeAsync(string scenario, Operator gatewayOperator, TimeProvider clock)
    {
        var worker = await AgentAsync($"{scenario}-worker", gatewayOperator, ["serpapi:search", "gmail_send:send"], quotas: null);
        var limited = await AgentAsync(
            $"{scenario}-limited", gatewayOperator, ["serpapi:search"], [new QuotaSpec("serpapi:search", Quota, "1h")]);
        var good = await IssueAsync(worker, gatewayOperator, "read", "write");
        var revoked = await IssueAsync(worker, gatewayOperator, "read", "write");
        await RevokeAsync(revoked.TokenId, gatewayOperator);
        var cast = new Cast(clock)
        {
            AgentId = worker,
            _tokens =
            {
                [CallKind.Read] = good.Token,
                [CallKind.OutOfScope] = (await IssueAsync(worker, gatewayOperator, "read")).Token,
                [CallKind.Revoked] = revoked.Token,
                [CallKind.Forged] = Forge(good.Token),
                [CallKind.Quota] = (await IssueAsync(limited, gatewayOperator, "read", "write")).Token,
            },
        };
        for (var i = 0; i < FirstUses; i++)
        {
            cast._unused.Add((await IssueAsync(worker, gatewayOperator, "read")).Token);
        }

        return cast;
    }

    /// <summary>Makes a token that every front door is to know as good, before it is revoked.</summary>
    public async Task<string> IssueForRevocationAsync(Operator gatewayOperator)
    {
        var token = await IssueAsync(AgentId, gatewayOperator, "read", "write");
        _tokens[CallKind.JustRevoked] = token.Token;
        _deniedFrom = DateTimeOffset.MaxValue;
        return token.TokenId;
    }

    public async Task RevokeNowAsync(string tokenId, Operator gatewayOperator)
    {
        await RevokeAsync(tokenId, gatewayOperator);
        _deniedFrom = _clock.GetUtcNow() + RevocationBound;
    }

    private static async Task<string> AgentAsync(string name, Operator gatewayOperator, string[] scopes, QuotaSpec[]? quotas)
    {
        var agent = await gatewayOperator.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest(name, "faults"));
        var spec = new PolicySpec { Scopes = scopes, RateLimit = new RateLimitSpec(1_000_000, "1s", 1_000_000), Quotas = quotas };
        await gatewayOperator.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest(name, spec, AgentId: agent.AgentId));
        return agent.AgentId;
    }

    private static Task<TokenIssued> IssueAsync(string agentId, Operator gatewayOperator, params string[] permissions) =>
        gatewayOperator.PostAsync<TokenIssued>($"/v1/agents/{agentId}/tokens", new IssueTokenRequest(["*"], permissions));

    private static Task<TokenResponse> RevokeAsync(string tokenId, Operator gatewayOperator) =>
        gatewayOperator.PostAsync<TokenResponse>($"/v1/tokens/{tokenId}/revoke", new RevokeTokenRequest("faults"));

    /// <summary>The same token with another signature.</summary>
    private static string Forge(string token)
    {
        var at = token.LastIndexOf('.') + 5;
        return $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
    }
}
