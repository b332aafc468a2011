using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Faces.Mcp;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.McpServers;

/// <summary>Two agents with different policies, who call one MCP server over two replicas at once.</summary>
public sealed class TwoReplicasTests
{
    /// <summary>Of both agents together. <c>MCP_ISOLATION_CALLS=10000</c> is the long form.</summary>
    private static readonly int Calls =
        int.TryParse(Environment.GetEnvironmentVariable("MCP_ISOLATION_CALLS"), CultureInfo.InvariantCulture, out var calls) ? calls : 1000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InterleavedCalls_NothingOfTheOtherIsSeen(bool isModern)
    {
        await using var test = await McpServerGateway.StartAsync(Backend.Cluster, isModern);
        var server = test.Server;
        server.Tools["first"] = ScriptedMcpServer.Tool("first", "For one of them.");
        server.Tools["second"] = ScriptedMcpServer.Tool("second", "For the other.");
        await test.RefreshAsync();
        var agents = new[] { NewAgent(test.Gateway, "alpha"), NewAgent(test.Gateway, "beta") };
        var own = new Dictionary<string, string>(StringComparer.Ordinal) { [agents[0].Id] = "first", [agents[1].Id] = "second" };
        test.Gateway.Decide = question => question.Action == "echo" || own[question.AgentId] == question.Action
            ? TestGateway.Allowed(question, new RateLimitSpec(1_000_000))
            : TestGateway.Denied(question, new RateLimitSpec(1_000_000));
        await using var other = await test.Gateway.StartAnotherProxyAsync();
        var replicas = new[] { test.Gateway.Proxy, other };
        foreach (var replica in replicas)
        {
            await Eventually.TrueAsync(async () => (await ListAsync(replica, agents[0].Token)).Count == 2, "every replica offers the tools");
        }

        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            var (id, name, token) = agents[number % 2];
            var replica = replicas[number / 2 % 2];
            if (number % 50 < 2)
            {
                Assert.Equal(["echo", own[id]], await ListAsync(replica, token));
            }

            var text = $"{name}-{number}.";
            var answer = await SendAsync(replica, token, "tools/call", Call(number % 3 == 0 ? own[id] : "echo", text));
            Assert.Contains(text, (string?)answer["result"]!["content"]![0]!["text"], StringComparison.Ordinal);
            Assert.DoesNotContain(agents[1 - (number % 2)].Name, answer.ToJsonString(), StringComparison.Ordinal);

            var foreign = await SendAsync(replica, token, "tools/call", Call(own.Single(pair => pair.Key != id).Value, text));
            Assert.True(foreign["error"] is not null || (bool?)foreign["result"]!["isError"] == true, foreign.ToJsonString());
        });

        Assert.Equal(Calls, server.Count("tools/call"));
    }

    private static (string Id, string Name, string Token) NewAgent(TestGateway gateway, string name)
    {
        var id = GatewayId.New(GatewayId.Agent, TimeProvider.System);
        gateway.Holders[$"token-of-{name}"] = TestGateway.Agent() with { Sub = id, Name = name };
        return (id, name, $"token-of-{name}");
    }

    private static JsonObject Call(string name, string text) => new() { ["name"] = name, ["arguments"] = new JsonObject { ["text"] = text } };

    private static async Task<IReadOnlyList<string>> ListAsync(RunningService replica, string token)
    {
        var answer = await SendAsync(replica, token, "tools/list");
        // Until the replica knows the server, there is no list.
        return answer["result"]?["tools"] is JsonArray tools ? [.. tools.Select(tool => (string)tool!["name"]!).Order(StringComparer.Ordinal)] : [];
    }

    private static async Task<JsonObject> SendAsync(RunningService replica, string token, string method, JsonObject? parameters = null)
    {
        using var body = new StringContent(McpClient.Message(method, parameters).ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await replica.Client(token).PostAsync("/mcp/scripted", body);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }
}
