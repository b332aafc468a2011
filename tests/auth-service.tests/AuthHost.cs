using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.Auth.Tests;

/// <summary>A running auth-service on one backend, with the calls that tests make all the time.</summary>
internal sealed class AuthHost : IAsyncDisposable
{
    private readonly TestStorageSettings _storage;
    private readonly bool _ownsStorage;
    private int _agents;

    private AuthHost(
        TestStorageSettings storage, bool ownsStorage, StandInPolicyService policies, RunningService service, FakeTimeProvider? clock)
    {
        Policies = policies;
        _storage = storage;
        _ownsStorage = ownsStorage;
        Service = service;
        Clock = clock;
        Admin = service.AdminClient();
    }

    public RunningService Service { get; }

    public StandInPolicyService Policies { get; }

    public HttpClient Admin { get; }

    public FakeTimeProvider? Clock { get; }

    public DateTimeOffset Now => Service.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    public TestStorageSettings Storage => _storage;

    public static async Task<AuthHost> StartAsync(
        Backend backend, FakeTimeProvider? clock = null, Action<IServiceCollection>? configure = null, params string[] arguments)
    {
        var storage = await TestStorageSettings.CreateAsync(backend);
        return await StartAsync(storage, ownsStorage: true, clock, configure, arguments);
    }

    /// <summary>On storage that the caller owns: a replica, or the same service after a restart.</summary>
    public static Task<AuthHost> StartAsync(TestStorageSettings storage, FakeTimeProvider? clock = null) =>
        StartAsync(storage, ownsStorage: false, clock, configure: null, arguments: []);

    /// <summary>The same, with other configuration.</summary>
    public static Task<AuthHost> StartAsync(TestStorageSettings storage, string[] arguments) =>
        StartAsync(storage, ownsStorage: false, clock: null, configure: null, arguments);

    public static FakeTimeProvider NewClock() => new(new DateTimeOffset(2030, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>With a key of <see cref="AgentKeys"/> if none is given; its private half is in the answer, as if the gateway had made it.</summary>
    public async Task<AgentResponse> CreateAgentAsync(string role = "scraper", string? publicKeyPem = null)
    {
        if (publicKeyPem is not null)
        {
            return await PostAgentAsync(role, publicKeyPem);
        }

        var key = AgentKeys.Get(_agents++);
        return (await PostAgentAsync(role, key.PublicPem)) with { PrivateKeyPem = key.PrivatePem };
    }

    /// <summary>With a key that the gateway makes.</summary>
    public Task<AgentResponse> CreateAgentWithNewKeyAsync() => PostAgentAsync("scraper", publicKeyPem: null);

    public async Task<AgentResponse> UpdateAgentAsync(string agentId, UpdateAgentRequest change) =>
        await (await Admin.PatchAsJsonAsync($"/v1/agents/{agentId}", change, GatewayJson.Strict)).ReadAsync<AgentResponse>();

    public async Task<TokenIssued> IssueAsync(string agentId, int? ttlSeconds = null)
    {
        var response = await Admin.PostAsJsonAsync(
            $"/v1/agents/{agentId}/tokens", new IssueTokenRequest(["serpapi"], ["read"], ttlSeconds), GatewayJson.Strict);
        return await response.ReadAsync<TokenIssued>(HttpStatusCode.Created);
    }

    public async Task<IntrospectionResponse> IntrospectAsync(string token)
    {
        using var services = Service.Client(TestSecrets.ServiceKey);
        var response = await services.PostAsync("/oauth2/introspect", new FormUrlEncodedContent([new("token", token)]));
        return await response.ReadAsync<IntrospectionResponse>();
    }

    /// <summary>Null while the token is good, else the code of the refusal.</summary>
    public async Task<string?> RefusalOfAsync(string token)
    {
        var answer = await IntrospectAsync(token);
        Assert.Equal(answer.Active, answer.Code is null);
        return answer.Code;
    }

    public async Task<string> CreateOperatorKeyAsync(OperatorRole role)
    {
        var response = await Admin.PostAsJsonAsync("/v1/operators", new CreateOperatorRequest("Olga", role), GatewayJson.Strict);
        return (await response.ReadAsync<OperatorResponse>(HttpStatusCode.Created)).ApiKey!;
    }

    /// <summary>What operators changed, the oldest first, as a proxy takes it; given only once.</summary>
    public async Task<IReadOnlyList<OperatorChangeResponse>> TakeChangesAsync()
    {
        var changes = await ClaimAsync("wrt_0");
        await AcknowledgeAsync([.. changes.Select(change => change.ChangeId)]);
        return changes;
    }

    public async Task<IReadOnlyList<OperatorChangeResponse>> ClaimAsync(string writer, int limit = 500)
    {
        using var service = Service.Client(TestSecrets.ServiceKey);
        using var response = await service.PostAsJsonAsync("/v1/changes/claim", new ClaimChangesRequest(writer, limit), GatewayJson.Strict);
        return (await response.ReadAsync<ClaimedChangesResponse>()).Changes;
    }

    public async Task<int> AcknowledgeAsync(params string[] changeIds)
    {
        using var service = Service.Client(TestSecrets.ServiceKey);
        using var response = await service.PostAsJsonAsync("/v1/changes/acknowledge", new AcknowledgeChangesRequest(changeIds), GatewayJson.Strict);
        return (await response.ReadAsync<AcknowledgedChangesResponse>()).Acknowledged;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Service.DisposeAsync();
        await Policies.DisposeAsync();
        if (_ownsStorage)
        {
            _storage.Dispose();
        }
    }

    private async Task<AgentResponse> PostAgentAsync(string role, string? publicKeyPem)
    {
        var response = await Admin.PostAsJsonAsync("/v1/agents", new CreateAgentRequest("Ada", role, PublicKeyPem: publicKeyPem), GatewayJson.Strict);
        return await response.ReadAsync<AgentResponse>(HttpStatusCode.Created);
    }

    private static async Task<AuthHost> StartAsync(
        TestStorageSettings storage, bool ownsStorage, FakeTimeProvider? clock, Action<IServiceCollection>? configure, string[] arguments)
    {
        var policies = await StandInPolicyService.StartAsync();
        var service = await RunningService.StartAsync(AuthService.Create, [.. storage.Arguments, policies.Argument, .. RunningService.Patience, .. arguments], services =>
        {
            if (clock is not null)
            {
                services.AddSingleton<TimeProvider>(clock);
            }

            configure?.Invoke(services);
        });
        return new AuthHost(storage, ownsStorage, policies, service, clock);
    }
}
