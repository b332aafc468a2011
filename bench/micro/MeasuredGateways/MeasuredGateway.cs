using FourRunr.Bench.Scenarios;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FourRunr.Bench.Micro.MeasuredGateways;

/// <summary>The three services in this process, composed and configured as the product is, tools mocked.</summary>
internal sealed class MeasuredGateway : IAsyncDisposable
{
    /// <summary>Seconds: longer than any measurement.</summary>
    private const int TokenLife = 86_400;

    private readonly RunningGateway _gateway;

    private MeasuredGateway(RunningGateway gateway) => _gateway = gateway;

    /// <summary>The front door.</summary>
    public Uri Url => _gateway.Url;

    public IServiceProvider Auth => _gateway.Auth.Services;

    public IServiceProvider Proxy => _gateway.Proxies[0].Services;

    /// <summary>As <c>deploy/standalone</c>: SQLite, limits in the process.</summary>
    /// <param name="arguments">Further configuration of all services.</param>
    public static Task<MeasuredGateway> StartStandaloneAsync(params string[] arguments) =>
        StartAsync(Backend.Embedded, GatewaySettings.StandaloneEnvironment, arguments);

    /// <summary>As in Production: Postgres, limits in Redis, every call in the log.</summary>
    public static Task<MeasuredGateway> StartInProductionAsync() => StartAsync(Backend.Cluster, Environments.Production, []);

    /// <summary>The token of a new agent with one policy, whose rate no measurement reaches.</summary>
    public async Task<string> IssueTokenAsync(PolicySpec policy)
    {
        using var operators = _gateway.Operator;
        var agent = await _gateway.CreateAgentAsync("bench");
        await operators.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest($"bench-{agent.AgentId}", policy, AgentId: agent.AgentId));
        var issued = await operators.PostAsync<TokenIssued>(
            $"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["serpapi", "openai"], ["read"], TokenLife));
        return issued.Token;
    }

    public Task<string> IssueTokenAsync() => IssueTokenAsync(BenchAgent.Allowed);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private static async Task<MeasuredGateway> StartAsync(Backend backend, string environment, string[] further) => new(
        await RunningGateway.StartAsync(
            backend,
            settings: [$"--environment={environment}", .. further],
            configure: services => services.PostConfigure<LoggerFilterOptions>(
                filters => filters.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)),
            isPatient: false));
}
