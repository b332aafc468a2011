using System.Net.Http.Json;
using System.Security.Cryptography;
using FourRunr.Contracts;
using FourRunr.Testing;

namespace FourRunr.Fuzz.Gateway;

/// <summary>All three services in this process, tools mocked, with one agent that may do everything.</summary>
internal sealed class FuzzedGateway : IAsyncDisposable
{
    public const string Role = "fuzzer";

    /// <summary>Beyond 2^53: floating point takes its neighbours for it.</summary>
    public const string AllowedNumber = "1234567890123456789";

    private readonly RunningGateway _gateway;
    private readonly CollectedLogs _logs;

    private FuzzedGateway(RunningGateway gateway, CollectedLogs logs) =>
        (_gateway, _logs, PublicKeyPem) = (gateway, logs, Key.ExportSubjectPublicKeyInfoPem());

    public Uri Url => _gateway.Url;

    public string OperatorKey { get; } = TestSecrets.AdminKey;

    public RSA Key { get; } = RSA.Create(2048);

    public string PublicKeyPem { get; }

    public string AgentId { get; private set; } = "";

    /// <summary>One that calls nothing and may be changed.</summary>
    public string OtherAgentId { get; private set; } = "";

    public string Token { get; private set; } = "";

    public string Issuer { get; private set; } = "";

    public IReadOnlyList<string> ErrorLines => _logs.Errors;

    public static async Task<FuzzedGateway> StartAsync()
    {
        var logs = new CollectedLogs();
        // The fuzzer must not look like a flood of strangers.
        string[] settings = ["--Strangers:FailuresPerMinute=1000000", "--Strangers:FailureBurst=1000000"];
        var gateway = new FuzzedGateway(await RunningGateway.StartAsync(Backend.Embedded, settings: settings, configure: logs.Use), logs);
        await gateway.MakeAgentsAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Key.Dispose();
    }

    private async Task MakeAgentsAsync()
    {
        AgentId = (await _gateway.CreateAgentAsync(Role, Key)).AgentId;
        OtherAgentId = (await _gateway.CreateAgentAsync(Role, Key)).AgentId;
        using var operators = _gateway.Operator;
        var spec = new PolicySpec { Scopes = ["*"], RateLimit = new RateLimitSpec(1_000_000, "1s") };
        await operators.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("everything", spec, Role: Role));
        Token = (await _gateway.IssueTokenAsync(AgentId, ttlSeconds: 86_400)).Token;
        var metadata = await operators.GetFromJsonAsync<JsonObject>("/.well-known/oauth-authorization-server");
        Issuer = metadata!["issuer"]!.GetValue<string>();
    }
}
