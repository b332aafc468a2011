using System.Security.Cryptography;
using FourRunr.Auth;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Policy;
using FourRunr.ToolProxy;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Testing;

/// <summary>All three services over real HTTP on one backend, with as many front doors as a test wants.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly TestStorageSettings _storage;
    private readonly List<RunningService> _proxies;
    private readonly Action<IServiceCollection> _share;
    private readonly Action<IServiceCollection> _shareWithAuth;
    private RunningService _policy;
    private RunningService? _auth;

    private RunningGateway(
        TestStorageSettings storage, string[] arguments, RunningService auth, RunningService policy, List<RunningService> proxies,
        Action<IServiceCollection> share, Action<IServiceCollection> shareWithAuth) =>
        (_storage, Arguments, _auth, _policy, _proxies, _share, _shareWithAuth) = (storage, arguments, auth, policy, proxies, share, shareWithAuth);

    /// <summary>Configuration of its proxies, but for secrets: with it a further one is the same gateway's.</summary>
    public IReadOnlyList<string> Arguments { get; }

    public IReadOnlyList<RunningService> Proxies => _proxies;

    /// <summary>The (first) front door.</summary>
    public Uri Url => Proxies[0].Url;

    public RunningService Auth => _auth!;

    public RunningService Policy => _policy;

    public IReadOnlyList<RunningService> Services => [Auth, Policy, .. Proxies];

    /// <summary>The operator at the (first) front door.</summary>
    public HttpClient Operator => Proxies[0].AdminClient();

    /// <param name="redis">Another Redis than the one that all tests share.</param>
    /// <param name="settings">Further configuration of all services.</param>
    /// <param name="configure">Further services of all of them.</param>
    /// <param name="configureAuth">Services of auth-service alone, such as a spy.</param>
    /// <param name="isPatient">False to keep the time limits of the product: a busy machine may then look like an outage.</param>
    public static async Task<RunningGateway> StartAsync(
        Backend backend, int proxies = 1, string? redis = null, string[]? settings = null,
        Action<IServiceCollection>? configure = null, Action<IServiceCollection>? configureAuth = null,
        bool isPatient = true)
    {
        var storage = await TestStorageSettings.CreateAsync(backend);
        var channel = new InProcessInvalidationChannel(sharedByAllServices: true, TimeProvider.System);
        void Share(IServiceCollection services)
        {
            services.AddSingleton<IInvalidationChannel>(channel);
            configure?.Invoke(services);
        }

        string[] arguments =
        [
            .. storage.Arguments,
            "--UPSTREAM_MODE=mock",
            .. isPatient ? (string[])[.. RunningService.Patience, "--Limits:RedisTimeout=00:00:10"] : [],
            .. settings ?? [],
            .. redis is null ? (string[])[] : [$"--ConnectionStrings:Redis={redis}"],
        ];

        // Auth-service asks policy-service, and policy-service the first front door, which start after them.
        var (door, decider) = (FreePort.FindUrl(), FreePort.FindUrl());
        arguments = [.. arguments, $"--GATEWAY_PROXY_URL={door}", $"--GATEWAY_POLICY_URL={decider}"];
        var auth = await RunningService.StartAsync(AuthService.Create, arguments, Share + configureAuth);
        arguments = [.. arguments, $"--GATEWAY_AUTH_URL={auth.Url}"];
        var policy = await RunningService.StartAsync(PolicyService.Create, [.. arguments, $"--urls={decider}"], Share);
        var doors = new List<RunningService>();
        for (var i = 0; i < proxies; i++)
        {
            doors.Add(await RunningService.StartAsync(ToolProxyService.Create, [.. arguments, .. i == 0 ? (string[])[$"--urls={door}"] : []], Share));
        }

        await UntilRedisConnectsThemAsync([auth, policy, .. doors]);
        return new RunningGateway(storage, arguments, auth, policy, doors, Share, Share + configureAuth);
    }

    /// <summary>Ends the (first) front door, and starts it again at its address.</summary>
    /// <param name="meanwhile">What is done while nobody listens there.</param>
    public async Task RestartFrontDoorAsync(Func<Task> meanwhile)
    {
        var url = Url;
        await _proxies[0].DisposeAsync();
        await meanwhile();
        _proxies[0] = await RunningService.StartAsync(ToolProxyService.Create, [.. Arguments, $"--urls={url}"], _share);
    }

    /// <summary>Ends the three services, and starts them again at their addresses.</summary>
    /// <param name="meanwhile">What is done while none of them listens.</param>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        var (auth, policy) = (Auth.Url, Policy.Url);
        await RestartFrontDoorAsync(async () =>
        {
            await _policy.DisposeAsync();
            await StopAuthServiceAsync();
            await meanwhile();
            _auth = await RunningService.StartAsync(AuthService.Create, [.. Arguments, $"--urls={auth}"], _shareWithAuth);
            _policy = await RunningService.StartAsync(PolicyService.Create, [.. Arguments, $"--urls={policy}"], _share);
        });
    }

    public async Task StopAuthServiceAsync()
    {
        await _auth!.DisposeAsync();
        _auth = null;
    }

    public Task<AgentResponse> CreateAgentAsync(string role = "scraper", RSA? key = null) => Operator.PostAsync<AgentResponse>(
        "/v1/agents", new CreateAgentRequest("e2e", role, PublicKeyPem: key?.ExportSubjectPublicKeyInfoPem()));

    /// <summary>For all tools and permissions.</summary>
    public Task<TokenIssued> IssueTokenAsync(string agentId, int? ttlSeconds = null) => Operator.PostAsync<TokenIssued>(
        $"/v1/agents/{agentId}/tokens", new IssueTokenRequest(["*"], ["*"], ttlSeconds));

    public async Task<(AgentResponse Agent, TokenIssued Token)> CreateAgentWithTokenAsync()
    {
        var agent = await CreateAgentAsync();
        return (agent, await IssueTokenAsync(agent.AgentId));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in Proxies)
        {
            await proxy.DisposeAsync();
        }

        await _policy.DisposeAsync();
        if (_auth is not null)
        {
            await _auth.DisposeAsync();
        }

        _storage.Dispose();
    }

    /// <summary>
    /// A service listens also while it is not connected to Redis; until then news of a revocation takes 5 s, and each front door
    /// has a bucket of its own.
    /// </summary>
    private static async Task UntilRedisConnectsThemAsync(IEnumerable<RunningService> services)
    {
        foreach (var service in services)
        {
            await LiveChannel.WaitAsync(service.Services.GetRequiredService<IInvalidationChannel>());
            if (service.Services.GetService<RedisCallLimiter>() is { } limiter)
            {
                await Eventually.TrueAsync(() => !limiter.IsDegraded, "limits are shared");
            }
        }
    }
}
