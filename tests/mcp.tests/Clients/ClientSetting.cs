using FourRunr.Contracts;
using FourRunr.Testing;

namespace FourRunr.Mcp.Tests.Clients;

/// <summary>The three agents that every client acts as: one with a guard, one with a single call, one that will be revoked.</summary>
internal sealed record ClientSetting(string Url, TokenIssued Guarded, TokenIssued Limited, TokenIssued Revoked, Uri RevokeUrl)
{
    public static async Task<ClientSetting> MakeAsync(StartedGateway gateway)
    {
        // The rule is not in the schema that the client sees, so the call leaves the client and is denied by the gateway.
        var forbidden = new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>
        {
            ["modern:echo"] = new Dictionary<string, ParameterRule> { ["text"] = new() { NotIn = [JsonValue.Create("forbidden")] } },
        };
        var guarded = await gateway.CreateAgentAsync(new PolicySpec { Scopes = ["modern:echo"], Guards = new GuardSpec { Params = forbidden } });
        var limited = await gateway.CreateAgentAsync(new PolicySpec { Scopes = ["modern:echo"], RateLimit = new RateLimitSpec(1, "24h", Burst: 1) });
        var revoked = await gateway.CreateAgentAsync(new PolicySpec { Scopes = ["modern:echo"] });
        return new ClientSetting(gateway.UrlOf("modern"), guarded, limited, revoked, new Uri(gateway.Process.Url, $"/v1/tokens/{revoked.TokenId}/revoke"));
    }

    public (string Name, string Value)[] Environment =>
    [
        ("MCP_URL", Url), ("TOKEN", Guarded.Token), ("LIMITED_TOKEN", Limited.Token), ("REVOKED_TOKEN", Revoked.Token),
        ("REVOKE_URL", RevokeUrl.ToString()), ("OPERATOR_KEY", TestSecrets.AdminKey),
    ];
}
