using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Mcp.Tests.Gateway;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Mcp.Tests.Isolation;

/// <summary>Two agents at once on one gateway and on shared upstream servers.</summary>
public sealed partial class TwoAgentsTests(McpGateway test)
{
    /// <summary>Of both agents together. <c>MCP_ISOLATION_CALLS=10000</c> is the long form.</summary>
    private static readonly int Calls =
        int.TryParse(Environment.GetEnvironmentVariable("MCP_ISOLATION_CALLS"), CultureInfo.InvariantCulture, out var calls) ? calls : 1000;

    [Fact]
    public async Task InterleavedCalls_NothingOfTheOtherIsSeen()
    {
        var rate = new RateLimitSpec(1_000_000);
        var agents = new[]
        {
            (Name: "alpha", Token: await test.Gateway.CreateAgentAsync(new PolicySpec { Scopes = ["modern:echo", "sessions:echo", "modern:test_simple_text"], RateLimit = rate }),
                Tools: (string[])["modern__echo", "modern__test_simple_text", "sessions__echo"]),
            (Name: "beta", Token: await test.Gateway.CreateAgentAsync(new PolicySpec { Scopes = ["modern:echo", "sessions:echo", "sessions:test_image_content"], RateLimit = rate }),
                Tools: ["modern__echo", "sessions__echo", "sessions__test_image_content"]),
        };
        using var alpha = StartedGateway.ClientOf(test.Gateway.Process.Url, agents[0].Token.Token);
        using var beta = StartedGateway.ClientOf(test.Gateway.Process.Url, agents[1].Token.Token);
        var progress = 0;

        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            var ((name, _, tools), client) = number % 2 == 0 ? (agents[0], alpha) : (agents[1], beta);
            if (number % 100 < 2)
            {
                Assert.Equal(tools, (await RawMcp.ListAsync(client)).Order(StringComparer.Ordinal));
            }

            var mark = $"{name}-{number}.";
            var body = await RawMcp.SendAsync(client, "tools/call", new JsonObject
            {
                ["name"] = number % 4 < 2 ? "modern__echo" : "sessions__echo",
                ["arguments"] = new JsonObject { ["text"] = mark },
                // The same tokens for both agents, on purpose.
                ["_meta"] = new JsonObject { ["progressToken"] = number / 2 },
            });

            Assert.Equal(mark, (string?)RawMcp.Response(body)["result"]?["content"]?[0]?["text"]);
            Assert.All(Mark().Matches(body), match => Assert.Equal(mark, match.Value));
            if (body.Contains("notifications/progress", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref progress);
            }
        });

        // Else no progress message could have gone astray.
        Assert.InRange(progress, 1, Calls);
    }

    [Fact]
    public async Task CallOfTheOthersTool_IsRefused()
    {
        var token = await test.Gateway.CreateAgentAsync(new PolicySpec { Scopes = ["modern:echo"] });
        using var client = StartedGateway.ClientOf(test.Gateway.Process.Url, token.Token);

        var (isError, text) = await RawMcp.CallAsync(client, "modern__test_simple_text");

        Assert.True(isError);
        Assert.DoesNotContain("simple text response", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(alpha|beta)-[0-9]+\.")]
    private static partial Regex Mark();
}
