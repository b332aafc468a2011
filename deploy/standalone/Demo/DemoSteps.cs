using FourRunr.Cli.Gateway;

namespace FourRunr.Standalone.Demo;

/// <summary>The steps of the demo. Each returns one line about its result.</summary>
internal static class DemoSteps
{
    /// <summary>The burst limit of the agent's policy.</summary>
    private const int Permits = 10;

    private const int Calls = 25;

    /// <summary>The two calls before the burst took a permit each.</summary>
    private const int Passing = Permits - 2;

    /// <summary>One of each outcome by MCP too (answered, denied, a tool that has changed), and by a model (answered, over the budget).</summary>
    private static readonly (string Outcome, int Count)[] ExpectedRecords =
    [
        ("ok", 3 + Passing), ("budget_exceeded", 1), ("rate_limited", Calls - Passing), ("scope_denied", 2), ("token_revoked", 1), ("tool_unknown", 1),
    ];

    /// <summary>The agent brings its own key pair; only the public half goes to the gateway.</summary>
    public static async Task<string> RegisterAgentAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["name"] = "demo-scraper",
            ["role"] = "scraper",
            ["public_key_pem"] = scene.AgentKey.ExportSubjectPublicKeyInfoPem(),
        };
        var answer = (await scene.AsOperatorAsync(HttpMethod.Post, "/v1/agents", body, cancellationToken)).Expect(201);
        if (answer.Body?["private_key_pem"] is not null)
        {
            throw new DemoException("the answer holds a private key although the agent brought its own");
        }

        scene.AgentId = answer.Text("agent_id");
        return $"POST /v1/agents (its own public key) → 201 {scene.AgentId}";
    }

    /// <summary>A policy for this agent only, beside that of its role: bursts of at most <see cref="Permits"/> calls.</summary>
    public static async Task<string> SetPolicyAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["name"] = "demo-limit",
            ["agent_id"] = scene.AgentId,
            ["spec"] = new JsonObject
            {
                ["scopes"] = new JsonArray("serpapi:search"),
                ["rate_limit"] = new JsonObject { ["requests"] = 6, ["per"] = "1m", ["burst"] = Permits },
            },
        };
        (await scene.AsOperatorAsync(HttpMethod.Post, "/v1/policies", body, cancellationToken)).Expect(201);
        return $"POST /v1/policies (6 calls a minute, bursts of {Permits}) → 201";
    }

    /// <summary>
    /// The agent authenticates with its own key (private_key_jwt, RFC 7523), without a shared secret or an operator. It asks for all tools;
    /// the answer says which of them its policies allow.
    /// </summary>
    public static async Task<string> GetTokenAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var server = (await scene.GetAsync("/.well-known/oauth-authorization-server", cancellationToken)).Expect(200);
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "*:read",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = AgentAssertion.Sign(scene.AgentKey, scene.AgentId, audience: server.Text("issuer"), TimeProvider.System),
        };
        var answer = (await scene.PostFormAsync("/oauth2/token", fields, cancellationToken)).Expect(200);
        scene.Token = answer.Text("access_token");
        scene.TokenId = answer.Text("token_id");
        var seconds = answer.Body?["expires_in"]?.GetValue<int>().ToString(CultureInfo.InvariantCulture);
        return $"POST /oauth2/token (signed by its key) → 200, {seconds} s: {answer.Text("scope")}";
    }

    public static async Task<string> CallAllowedAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answer = (await scene.CallAsync("serpapi", "search", new JsonObject { ["q"] = "agent gateway" }, cancellationToken)).Expect(200);
        var milliseconds = answer.Body?["meta"]?["response_time_ms"]?.GetValue<double>() ?? throw new DemoException("200 without 'meta'");
        if (answer.Body["data"] is not JsonObject { Count: > 0 })
        {
            throw new DemoException("200 without the tool's data");
        }

        return FormattableString.Invariant($"POST /v1/tools/serpapi/search → 200 in {milliseconds:0.#} ms");
    }

    /// <summary>The token would allow it, but the policy does not: a scraper may not read mail profiles.</summary>
    public static async Task<string> CallDeniedAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answer = (await scene.CallAsync("gmail_send", "profile", [], cancellationToken)).Expect(403, "scope_denied");
        return $"POST /v1/tools/gmail_send/profile → 403 scope_denied: {answer.Text("rule")}";
    }

    /// <summary>More calls at once than the agent's bucket has permits.</summary>
    public static async Task<string> CallInBurstAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ =>
            scene.CallAsync("serpapi", "search", new JsonObject { ["q"] = "burst" }, cancellationToken)));
        var passed = answers.Count(answer => answer.Status == 200);
        if (passed != Passing)
        {
            throw new DemoException($"{passed} of {Calls} calls passed instead of {Passing}");
        }

        var refused = answers.Where(answer => answer.Status != 200).Select(answer => answer.Expect(429, "rate_limited")).First();
        if (refused.Headers.RetryAfter?.Delta is not { TotalSeconds: >= 1 } wait)
        {
            throw new DemoException("429 without Retry-After");
        }

        var seconds = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return $"{Calls} × POST /v1/tools/serpapi/search at once → {Passing} × 200, {Calls - Passing} × 429 rate_limited, Retry-After: {seconds}";
    }

    public static async Task<string> RevokeTokenAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["reason"] = "end of the demo" };
        (await scene.AsOperatorAsync(HttpMethod.Post, $"/v1/tokens/{scene.TokenId}/revoke", body, cancellationToken)).Expect(200);
        // The first call after the revocation: no cache may still accept the token.
        (await scene.CallAsync("serpapi", "search", new JsonObject { ["q"] = "agent gateway" }, cancellationToken))
            .Expect(401, "token_revoked");
        return "POST /v1/tokens/tok_…/revoke → 200, the next call → 401 token_revoked";
    }

    /// <summary>Every call of the demo is recorded, the refused ones too.</summary>
    public static async Task<string> ListCallRecordsAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answer = (await scene.AsOperatorAsync(HttpMethod.Get, "/v1/admin/calls?limit=200", body: null, cancellationToken)).Expect(200);
        var counts = (answer.Body?["items"] as JsonArray ?? []).CountBy(record => record?["outcome"]?.GetValue<string>() ?? "").ToDictionary();
        foreach (var (outcome, count) in ExpectedRecords)
        {
            if (counts.GetValueOrDefault(outcome) != count)
            {
                throw new DemoException($"{counts.GetValueOrDefault(outcome)} records of outcome {outcome} instead of {count}");
            }
        }

        return $"GET /v1/admin/calls → {string.Join(", ", ExpectedRecords.Select(expected => $"{expected.Count} {expected.Outcome}"))}";
    }
}
