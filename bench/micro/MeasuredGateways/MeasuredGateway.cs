using System.Net.Http.Json;
using FourRunr.Auth;
using FourRunr.Bench.Scenarios;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Invalidation;
using FourRunr.Policy;
using FourRunr.Testing;
using FourRunr.ToolProxy;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FourRunr.Bench.Micro.MeasuredGateways;

/// <summary>The three services in this process, composed and configured as the product is, tools mocked.</summary>
internal sealed class MeasuredGateway : IAsyncDisposable
{
    /// <summary>Seconds: longer than any measurement.</summary>
    private const int TokenLife = 86_400;

    private readonly TestStorageSettings _storage;
    private readonly RunningService _auth;
    private readonly RunningService _policy;
    private readonly RunningService _proxy;

    private MeasuredGateway(TestStorageSettings storage, RunningService auth, RunningService policy, RunningService proxy) =>
        (_storage, _auth, _policy, _proxy) = (storage, auth, policy, proxy);

    /// <summary>The front door.</summary>
    public Uri Url => _proxy.Url;

    public IServiceProvider Auth => _auth.Services;

    public IServiceProvider Proxy => _proxy.Services;

    /// <summary>As <c>deploy/standalone</c>: SQLite, limits in the process.</summary>
    /// <param name="arguments">Further configuration of all services.</param>
    public static Task<MeasuredGateway> StartStandaloneAsync(params string[] arguments) =>
        StartAsync(Backend.Embedded, GatewaySettings.StandaloneEnvironment, arguments);

    /// <summary>As in Production: Postgres, limits in Redis, every call in the log.</summary>
    public static Task<MeasuredGateway> StartInProductionAsync() => StartAsync(Backend.Cluster, Environments.Production, []);

    /// <summary>The token of a new agent with one policy, whose rate no measurement reaches.</summary>
    public async Task<string> IssueTokenAsync(PolicySpec policy)
    {
        using var operators = _proxy.AdminClient();
        var agent = await PostAsync<AgentResponse>(operators, "/v1/agents", new CreateAgentRequest("bench", "bench"));
        await PostAsync<PolicyResponse>(operators, "/v1/policies", new PolicyRequest($"bench-{agent.AgentId}", policy, AgentId: agent.AgentId));
        var issued = await PostAsync<TokenIssued>(
            operators, $"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["serpapi", "openai"], ["read"], TokenLife));
        return issued.Token;
    }

    public Task<string> IssueTokenAsync() => IssueTokenAsync(BenchAgent.Allowed);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _policy.DisposeAsync();
        await _auth.DisposeAsync();
        _storage.Dispose();
    }

    private static async Task<MeasuredGateway> StartAsync(Backend backend, string environment, string[] further)
    {
        var storage = await TestStorageSettings.CreateAsync(backend);
        var channel = new InProcessInvalidationChannel(sharedByAllServices: true, TimeProvider.System);
        void Share(IServiceCollection services)
        {
            services.AddSingleton<IInvalidationChannel>(channel);
            services.PostConfigure<LoggerFilterOptions>(filters => filters.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
        }

        string[] arguments = [$"--environment={environment}", "--UPSTREAM_MODE=mock", .. storage.Arguments, .. further];
        var auth = await RunningService.StartAsync(AuthService.Create, arguments, Share);
        arguments = [.. arguments, $"--GATEWAY_AUTH_URL={auth.Url}"];
        var policy = await RunningService.StartAsync(PolicyService.Create, arguments, Share);
        arguments = [.. arguments, $"--GATEWAY_POLICY_URL={policy.Url}"];
        var proxy = await RunningService.StartAsync(ToolProxyService.Create, arguments, Share);
        foreach (var service in (RunningService[])[auth, policy, proxy])
        {
            await LiveChannel.WaitAsync(service.Services.GetRequiredService<IInvalidationChannel>());
        }

        if (proxy.Services.GetService<RedisCallLimiter>() is { } limiter)
        {
            await Eventually.TrueAsync(() => !limiter.IsDegraded, "limits are in Redis");
        }

        return new MeasuredGateway(storage, auth, policy, proxy);
    }

    private static async Task<T> PostAsync<T>(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, GatewayJson.Strict);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant))!;
    }
}
