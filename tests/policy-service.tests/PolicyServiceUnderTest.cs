using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Policy.Tests;

/// <summary>A running policy-service on either backend, and the clients of everyone who may speak to it.</summary>
internal sealed class PolicyServiceUnderTest : IAsyncDisposable
{
    public const string AgentId = "agt_0123456789abcdef0123456789abcdef";

    private readonly StandInAuthService _auth;
    private readonly string[] _arguments;
    private readonly TestStorageSettings _storage;
    private readonly Action<IServiceCollection>? _configure;
    private RunningService _service;

    private PolicyServiceUnderTest(
        StandInAuthService auth, TestStorageSettings storage, Action<IServiceCollection>? configure, string[] arguments, RunningService service)
    {
        (_auth, _storage, _configure, _arguments, _service) = (auth, storage, configure, arguments, service);
        UseClients();
    }

    public RunningService Service => _service;

    public IServiceProvider Services => _service.Services;

    public HttpClient Anyone { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    public HttpClient Auditor { get; private set; } = null!;

    public HttpClient Proxy { get; private set; } = null!;

    public static async Task<PolicyServiceUnderTest> StartAsync(
        Backend backend = Backend.Embedded, Action<IServiceCollection>? configure = null, params string[] arguments)
    {
        var auth = await StandInAuthService.StartAsync();
        var storage = await TestStorageSettings.CreateAsync(backend);
        return new PolicyServiceUnderTest(auth, storage, configure, arguments, await StartServiceAsync(auth, storage, configure, arguments));
    }

    /// <summary>Two replicas on one database that start at the same moment.</summary>
    public static async Task<(PolicyServiceUnderTest First, RunningService Second)> StartTwoAsync()
    {
        var auth = await StandInAuthService.StartAsync();
        var storage = await TestStorageSettings.CreateAsync(Backend.Cluster);
        var starts = Enumerable.Range(0, 2).Select(_ => Task.Run(() => StartServiceAsync(auth, storage, null, []))).ToArray();
        var replicas = await Task.WhenAll(starts);
        return (new PolicyServiceUnderTest(auth, storage, null, [], replicas[0]), replicas[1]);
    }

    public async Task RestartAsync()
    {
        await _service.DisposeAsync();
        _service = await StartServiceAsync(_auth, _storage, _configure, _arguments);
        UseClients();
    }

    public async Task<PolicyResponse> CreateAsync(PolicyRequest request)
    {
        using var response = await Admin.PostAsJsonAsync("/v1/policies", request, GatewayJson.Strict);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.ReadAsync<PolicyResponse>();
    }

    public Task<PolicyResponse> CreateForRoleAsync(string name, string role, params string[] scopes) =>
        CreateAsync(new PolicyRequest(name, new PolicySpec { Scopes = scopes }, Role: role));

    public async Task<DecisionResponse> DecideAsync(string role, string tool, string action, string agentId = AgentId, string? intent = null, string[]? tags = null)
    {
        using var response = await Proxy.PostAsJsonAsync(
            "/v1/decisions", new DecisionRequest(agentId, role, tool, action, intent, tags), GatewayJson.Strict);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.ReadAsync<DecisionResponse>();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _auth.DisposeAsync();
        _storage.Dispose();
    }

    private static Task<RunningService> StartServiceAsync(
        StandInAuthService auth, TestStorageSettings storage, Action<IServiceCollection>? configure, string[] arguments) =>
        RunningService.StartAsync(PolicyService.Create, [.. storage.Arguments, $"--GATEWAY_AUTH_URL={auth.Url}", .. RunningService.Patience, .. arguments], configure);

    private void UseClients()
    {
        Anyone = _service.Client();
        Admin = _service.Client(StandInAuthService.AdminKey);
        Auditor = _service.Client(StandInAuthService.AuditorKey);
        Proxy = _service.Client(TestSecrets.ServiceKey);
    }
}
