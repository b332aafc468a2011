using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using Npgsql;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Secrets;

/// <summary>
/// Every secret of the gateway goes through every way that a call can end; afterwards none of them is found in an answer that does not
/// hand it out on purpose, in a log, a metric, a call record or any row of the databases.
/// </summary>
public sealed class CanaryTests : IDisposable
{
    private const string DatabasePassword = "canary-database-password";

    private static readonly (string Path, object Body)[] Calls =
    [
        ("serpapi/search", new { q = "x" }),
        ("openai/chat", new { model = "m", input = "hello" }),
        ("openai/complete", new { model = "m", prompt = "hello" }),
        ("gmail_send/send", new { to = "ann@example.com", subject = "s", text = "t" }),
        ("gmail_send/profile", new { }),
    ];

    private readonly CollectedLogs _logs = new();
    private readonly Dictionary<string, string> _secrets = new()
    {
        ["operator key"] = TestSecrets.AdminKey,
        ["service key"] = TestSecrets.ServiceKey,
        ["key-encryption key"] = TestSecrets.KeyEncryptionKey,
        ["database password"] = DatabasePassword,
        ["serpapi credential"] = "canary-serpapi-key+/=",
        ["openai credential"] = "sk-canary-openai",
        ["gmail credential"] = "ya29.canary-gmail",
    };

    private readonly List<string> _answers = [];

    [Fact]
    public async Task EveryWayACallCanEnd_NoSecretIsFoundAfterwards()
    {
        await using var upstream = await NosyUpstream.StartAsync();
        var postgres = new NpgsqlConnectionStringBuilder(await TestServers.CreatePostgresDatabaseAsync()) { Password = DatabasePassword }.ConnectionString;
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, configure: _logs.Use, settings:
        [
            "--UPSTREAM_MODE=live",
            $"--ConnectionStrings:Postgres={postgres}",
            $"--OUTBOUND_ALLOWED_TARGETS={upstream.Url.Authority}",
            $"--Tools:serpapi:BaseUrl={upstream.Url}",
            $"--Tools:openai:BaseUrl={upstream.Url}",
            $"--Tools:gmail_send:BaseUrl={upstream.Url}",
            $"--TOOL_CREDENTIAL:openai={_secrets["openai credential"]}",
        ]);
        using var admin = gateway.Operator;
        var token = await MakeSecretsAsync(admin);

        foreach (var status in (int[])[200, 201, 302, 400, 401, 403, 404, 429, 500, 503, 0])
        {
            upstream.Status = status;
            foreach (var (path, body) in Calls)
            {
                await KeepAsync(await gateway.Proxies[0].Client(token).PostAsJsonAsync($"/v1/tools/{path}", body));
            }
        }

        await MisplaceSecretsAsync(gateway, token);

        Assert.All((string[])["serpapi credential", "openai credential", "gmail credential"], name =>
            Assert.Contains(Uri.EscapeDataString(_secrets[name]), Uri.EscapeDataString(Uri.UnescapeDataString(upstream.Heard)), StringComparison.Ordinal));
        MustBeFree("an answer", string.Join('\n', _answers));
        MustBeFree("a log", _logs.Text);
        MustBeFree("the call records", await admin.GetStringAsync("/v1/admin/calls?limit=200"));
        MustBeFree("the changes of operators", await admin.GetStringAsync("/v1/admin/changes?limit=200"));
        MustBeFree("the credentials", await admin.GetStringAsync("/v1/admin/credentials"));
        foreach (var url in (Uri[])[gateway.Url, gateway.Auth.Url, gateway.Policy.Url])
        {
            MustBeFree($"the metrics of {url}", await admin.GetStringAsync(new Uri(url, "/metrics")));
        }

        MustBeFree("the database", await EveryRowAsync(postgres));
    }

    public void Dispose() => _logs.Dispose();

    /// <returns>A token that may do everything.</returns>
    private async Task<string> MakeSecretsAsync(HttpClient admin)
    {
        foreach (var tool in (string[])["serpapi", "gmail_send"])
        {
            await KeepAsync(await admin.PostAsJsonAsync("/v1/admin/credentials", new
            {
                tool,
                value = _secrets[tool == "serpapi" ? "serpapi credential" : "gmail credential"],
            }));
        }

        var agent = await admin.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("canary", "canary"));
        _secrets["private key"] = agent.PrivateKeyPem!.Split('\n')[5];
        await admin.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("canary", new PolicySpec { Scopes = ["*"] }, AgentId: agent.AgentId));
        var token = await admin.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        _secrets["token"] = token.Token;
        return token.Token;
    }

    /// <summary>
    /// Secrets where they do not belong: paths, queries, headers, bodies of other calls. Not as correlation id or intent, by which a
    /// caller names its call: those are said back and kept.
    /// </summary>
    private async Task MisplaceSecretsAsync(RunningGateway gateway, string token)
    {
        using var client = gateway.Proxies[0].Client();
        using var agent = gateway.Proxies[0].Client(token);
        foreach (var secret in _secrets.Values.ToArray())
        {
            var escaped = Uri.EscapeDataString(secret);
            await KeepAsync(await client.GetAsync($"/v1/tools?token={escaped}"));
            await KeepAsync(await client.GetAsync($"/v1/agents/{escaped}"));
            await KeepAsync(await client.PostAsJsonAsync($"/v1/tools/{escaped[..Math.Min(64, escaped.Length)]}/search", new { q = "x" }));
            await KeepAsync(await client.PostAsJsonAsync("/v1/agents", new { name = secret }));
            await KeepAsync(await client.PostAsJsonAsync("/api/proxy-request", new { agent_token = secret, tool = "serpapi", action = "search", @params = new { q = "x" } }));
            await KeepAsync(await client.PostAsync("/oauth2/token", new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"), new("client_assertion", secret),
                new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ])));
            await KeepAsync(await client.PostAsync("/oauth2/introspect", new FormUrlEncodedContent([new("token", secret)])));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tools/serpapi/search") { Content = new StringContent($"{{\"q\":{secret}") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret + "x");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", secret);
            request.Headers.TryAddWithoutValidation("traceparent", secret);
            await KeepAsync(await client.SendAsync(request));
            await KeepAsync(await agent.PostAsync("/v1/tools/openai/chat", new StringContent($"{{\"model\":\"m\",\"input\":\"{secret}\",\"x", null, "application/json")));
        }
    }

    private async Task KeepAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            _answers.Add($"{(int)response.StatusCode} {response.Headers} {await response.Content.ReadAsStringAsync()}");
        }
    }

    private void MustBeFree(string place, string text)
    {
        foreach (var (name, secret) in _secrets)
        {
            Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{place} shows the {name}: {Around(text, secret)}");
        }
    }

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.Ordinal);
        return at < 0 ? "" : text[Math.Max(0, at - 200)..at];
    }

    /// <summary>Every column of every table as text; binary ones also read as text.</summary>
    private static async Task<string> EveryRowAsync(string postgres)
    {
        await using var database = new PostgresDatabase(postgres, "public");
        var tables = await database.QueryAsync<string>(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
            values: null,
            CancellationToken.None);
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            foreach (IDictionary<string, object?> row in await database.QueryAsync<object>($"SELECT * FROM {table}", values: null, CancellationToken.None))
            {
                foreach (var (column, value) in row)
                {
                    text.Append(column).Append('=').AppendLine(value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value?.ToString());
                }
            }
        }

        return text.ToString();
    }
}
