using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.CallRecords;

/// <summary>Secrets in every place where a caller or a tool could put one; none may be found afterwards.</summary>
public sealed class CanaryTests
{
    private const string Canary = "Canary7f3a";

    private static readonly (string Path, string Parameters)[] Calls =
    [
        ("serpapi/search", """{"q":"x https://u:$@h.org/?k=$#$"}"""),
        ("http_fetch/get", """{"url":"https://$:$@example.org/page?key=$&$#$","headers":{"X-Api-Key":"$","Accept":"$"}}"""),
        ("openai/chat", """
            {"model":"m","user":"$","stop":["$"],"metadata":{"api_key":"$","note":"$"},"instructions":"$","tool_choice":{"x":"$"},
             "messages":[{"role":"system","content":"$"},{"role":"user","content":[{"type":"text","text":"$"}],"name":"$"}]}
            """),
        ("openai/chat", """{"model":"m","input":"$"}"""),
        ("openai/complete", """{"model":"m","prompt":["$"],"suffix":"$"}"""),
        ("gmail_send/send", """{"to":"ann@example.com","subject":"s","text":"$","html":"<p>$</p>"}"""),
        ("gmail_send/send", """{"to":"ann@example.com","subject":"s","body":"$"}"""),
        ("serpapi/search", """{"q":"x","password":"$"}"""),
        ("serpapi/search", """{"q":"x","num":"$"}"""),
        ("serpapi/search", """{"q":"x","q":"$"""),
    ];

    [Theory, BothBackends]
    public async Task Calls_SecretsInEveryPlace_AreFoundNowhere(Backend backend)
    {
        using var logs = new CollectedLogs();
        var tools = new ScriptedTools(() => new JsonObject { ["secret"] = Canary, [Canary] = Canary });
        await using var gateway = await TestGateway.StartAsync(backend, services =>
        {
            logs.Use(services);
            tools.Use(services);
        });
        var agentId = gateway.UseAnAgentOfItsOwn();

        foreach (var constraints in (string[])[
            "\"response_filters\":{\"redact_fields\":[\"x\"]}", "\"response_filters\":{\"block_patterns\":[\"Canary\"]}", "\"guards\":{\"max_request_bytes\":1}"])
        {
            gateway.Decide = question => TestGateway.Constrained(question, constraints) with
            {
                ShadowConstraints = TestGateway.Shadowed(question, "\"response_filters\":{\"block_patterns\":[\"[A-Z]anary\"]}").ShadowConstraints,
            };
            await gateway.Proxy.Services.GetRequiredService<Invalidation.IInvalidationChannel>()
                .PublishAsync([InvalidationSubjects.AgentPolicies(agentId)], CancellationToken.None);
            foreach (var (path, parameters) in Calls)
            {
                using var response = await gateway.CallAsync(path, parameters.Replace("$", Canary, StringComparison.Ordinal));
                if (!response.IsSuccessStatusCode)
                {
                    MustBeFreeOfSecrets(await response.Content.ReadAsStringAsync());
                }
            }
        }

        await CallAsOldClientAsync(gateway);
        await gateway.CallAsync($"serpapi/{Canary}".ToUpperInvariant(), "{}");

        var records = await gateway.RecordsAsync("?limit=200");
        Assert.Equal(Calls.Length * 3 + 2, records.Count);
        Assert.Contains(records, record => record.Outcome == "ok" && record.Params is not null);
        MustBeFreeOfSecrets(await gateway.Proxy.AdminClient().GetStringAsync("/v1/admin/calls?limit=200"));
        MustBeFreeOfSecrets(await gateway.Client(null).GetStringAsync("/metrics"));
        MustBeFreeOfSecrets(logs.Text);
        MustBeFreeOfSecrets(await EveryRowAsync(gateway));
        foreach (var file in Directory.EnumerateFiles(gateway.DataDirectory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            MustBeFreeOfSecrets(await reader.ReadToEndAsync());
        }
    }

    private static async Task CallAsOldClientAsync(TestGateway gateway) => await gateway.Client(null).PostAsJsonAsync("/api/proxy-request", new
    {
        agent_token = TestGateway.Token,
        tool = "openai",
        action = "chat",
        intent = $"{Canary} with a space",
        proof_payload = Canary,
        @params = new { model = "m", input = Canary },
    });

    private static void MustBeFreeOfSecrets(string text) => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);

    private static async Task<string> EveryRowAsync(TestGateway gateway)
    {
        var rows = await gateway.Proxy.Services.GetRequiredService<Database>().QueryAsync<object>(
            "SELECT * FROM audit_entries", values: null, CancellationToken.None);
        return string.Join('\n', rows.SelectMany(row => (IDictionary<string, object>)row).Select(column => $"{column.Key}={column.Value}"));
    }
}
