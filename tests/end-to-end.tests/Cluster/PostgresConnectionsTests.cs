using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Cluster;

/// <summary>A gateway with its own defaults fits into a Postgres with its own.</summary>
public sealed class PostgresConnectionsTests
{
    private const int StockConnections = 100;
    private const int CallsOfAKind = 110;

    [Fact]
    public async Task Crowd_OnAStockPostgres_EverybodyIsServed()
    {
        await using var postgres = await PrivatePostgres.StartAsync(StockConnections);
        // How long a busy machine takes is not the question; a server that is full refuses at once.
        var connection = $"{PrivatePostgres.ConnectionString(postgres.Port)};Timeout=20;Command Timeout=20";
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, proxies: 2, settings: [$"--ConnectionStrings:Postgres={connection}"]);
        var agent = await gateway.CreateAgentAsync();
        using var first = gateway.Proxies[0].AdminClient();
        using var second = gateway.Proxies[1].AdminClient();
        Func<Task<HttpResponseMessage>>[] kinds =
        [
            () => first.PostAsJsonAsync($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]), GatewayJson.Tolerant),
            () => second.GetAsync("/v1/policies"),
            () => first.GetAsync("/v1/admin/calls"),
            () => second.GetAsync("/v1/admin/calls"),
        ];

        var answers = await Task.WhenAll(Enumerable.Range(0, CallsOfAKind * kinds.Length).Select(number => kinds[number % kinds.Length]()));

        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri} was answered {answer.StatusCode}"));
    }
}
