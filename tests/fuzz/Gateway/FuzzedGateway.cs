using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FourRunr.Auth;
using FourRunr.Invalidation;
using FourRunr.Policy;
using FourRunr.Testing;
using FourRunr.ToolProxy;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Fuzz.Gateway;

/// <summary>All three services in this process, tools mocked, with one agent that may do everything.</summary>
internal sealed class FuzzedGateway : IAsyncDisposable
{
    public const string Role = "fuzzer";

    /// <summary>Beyond 2^53: floating point takes its neighbours for it.</summary>
    public const string AllowedNumber = "1234567890123456789";

    private readonly CollectedLogs _logs = new();
    private readonly List<RunningService> _services = [];
    private TestStorageSettings? _storage;

    private FuzzedGateway() => PublicKeyPem = Key.ExportSubjectPublicKeyInfoPem();

    public Uri Url => _services[^1].Url;

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
        var gateway = new FuzzedGateway { _storage = await TestStorageSettings.CreateAsync(Backend.Embedded) };
        await gateway.StartServicesAsync();
        await gateway.MakeAgentsAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.AsEnumerable().Reverse())
        {
            await service.DisposeAsync();
        }

        _storage?.Dispose();
        Key.Dispose();
    }

    private async Task StartServicesAsync()
    {
        var channel = new InProcessInvalidationChannel(sharedByAllServices: true, TimeProvider.System);
        void Configure(IServiceCollection services)
        {
            services.AddSingleton<IInvalidationChannel>(channel);
            _logs.Use(services);
        }

        var (policyUrl, proxyUrl) = (FreeUrl(), FreeUrl());
        // A busy machine must not look like an outage, nor the fuzzer itself like a flood of strangers.
        string[] settings =
        [
            .. _storage!.Arguments, "--UPSTREAM_MODE=mock", $"--GATEWAY_POLICY_URL={policyUrl}", $"--GATEWAY_PROXY_URL={proxyUrl}",
            "--Dependencies:AttemptTimeout=00:00:10", "--Dependencies:TotalTimeout=00:00:20",
            "--Strangers:FailuresPerMinute=1000000", "--Strangers:FailureBurst=1000000",
        ];
        _services.Add(await RunningService.StartAsync(AuthService.Create, settings, Configure));
        settings = [.. settings, $"--GATEWAY_AUTH_URL={_services[0].Url}"];
        _services.Add(await RunningService.StartAsync(PolicyService.Create, [.. settings, $"--urls={policyUrl}"], Configure));
        _services.Add(await RunningService.StartAsync(ToolProxyService.Create, [.. settings, $"--urls={proxyUrl}"], Configure));
    }

    private static string FreeUrl() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}");

    private async Task MakeAgentsAsync()
    {
        using var operators = _services[^1].AdminClient();
        AgentId = await CreateAgentAsync(operators);
        OtherAgentId = await CreateAgentAsync(operators);
        await PostAsync(operators, "/v1/policies", new JsonObject
        {
            ["name"] = "everything",
            ["role"] = Role,
            ["spec"] = new JsonObject
            {
                ["scopes"] = new JsonArray("*"),
                ["rate_limit"] = new JsonObject { ["requests"] = 1_000_000, ["per"] = "1s" },
            },
        });
        var issued = await PostAsync(operators, $"/v1/agents/{AgentId}/tokens", new JsonObject { ["tools"] = new JsonArray("*"), ["permissions"] = new JsonArray("*"), ["ttl_seconds"] = 86400 });
        Token = issued["token"]!.GetValue<string>();
        var metadata = await operators.GetFromJsonAsync<JsonObject>("/.well-known/oauth-authorization-server");
        Issuer = metadata!["issuer"]!.GetValue<string>();
    }

    private async Task<string> CreateAgentAsync(HttpClient operators)
    {
        var agent = await PostAsync(operators, "/v1/agents", new JsonObject { ["name"] = "fuzzer", ["role"] = Role, ["public_key_pem"] = PublicKeyPem });
        return agent["agent_id"]!.GetValue<string>();
    }

    private static async Task<JsonObject> PostAsync(HttpClient client, string path, JsonObject body)
    {
        using var response = await client.PostAsJsonAsync(path, body);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? (JsonObject)JsonNode.Parse(answer)! : throw new InvalidOperationException($"POST {path}: {(int)response.StatusCode} {answer}");
    }
}
