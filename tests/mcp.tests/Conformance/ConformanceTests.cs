using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Mcp.Tests.Gateway;
using FourRunr.Mcp.Tests.Node;
using Xunit;
using YamlDotNet.Serialization;

namespace FourRunr.Mcp.Tests.Conformance;

/// <summary>The conformance suite of the protocol, through the gateway, with a test server behind it.</summary>
public sealed partial class ConformanceTests(McpGateway test)
{
    [Theory]
    [InlineData("2026-07-28", "modern", 37)]
    [InlineData("2025-11-25", "sessions", 30)]
    public async Task RequiredScenarios_PassButForTheBaseline(string revision, string tool, int required)
    {
        await McpPackages.Npm.InstallAsync();
        var token = await test.Gateway.CreateAgentAsync(new PolicySpec { Scopes = [$"{tool}:*"], RateLimit = new RateLimitSpec(1_000_000) });

        var run = await McpPackages.Npm.RunAsync(
            ["conformance.mjs", test.Gateway.UrlOf(tool), "--", "--requirements", revision],
            ("GATEWAY_TOKEN", token.Token));

        var (summary, notScored) = run.Output.Split("=== SUMMARY ===") is [_, var last] && last.Split("Not scored for") is [var scored, var rest]
            ? (scored, Scenario().Matches(rest).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal))
            : throw new InvalidOperationException(run.Output);
        var results = Scenario().Matches(summary).Where(match => !notScored.Contains(match.Groups["name"].Value)).ToList();
        var failed = results.Where(match => match.Groups["mark"].Value == "✗").Select(match => match.Groups["name"].Value);
        Assert.Equal(required, results.Count);
        Assert.True(Baseline(revision).Order(StringComparer.Ordinal).SequenceEqual(failed.Order(StringComparer.Ordinal)), run.Output);
    }

    /// <summary>Names of the scenarios that are known to fail.</summary>
    private static List<string> Baseline(string revision)
    {
        var file = Path.Combine(McpPackages.Npm.Folder, $"baseline-{revision}.yaml");
        return File.Exists(file) ? [.. new DeserializerBuilder().Build().Deserialize<Dictionary<string, string>>(File.ReadAllText(file)).Keys] : [];
    }

    [GeneratedRegex(@"^ *(?<mark>[✓✗]) (?<name>[\w-]+)\b", RegexOptions.Multiline)]
    private static partial Regex Scenario();
}
