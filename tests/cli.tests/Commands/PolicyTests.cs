using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class PolicyTests(CliGateway gateway)
{
    private const string Policy = """
        name: cli-policy
        role: cli-role
        spec:
          scopes: ["serpapi:search"]
          guards: {params: {"serpapi:search": {num: {max: 20}}}}
        """;

    private const string JsonPolicy = """{"name":"cli-json","role":"cli-json-role","spec":{"scopes":["serpapi:search"]}}""";

    private const string Test = """
        policies:
          - {name: tested, role: r, spec: {scopes: ["serpapi:*"]}}
        tests:
          - name: searches
            given: {role: r, tool: serpapi, action: search}
            expect: {effect: allow}
        """;

    [Fact]
    public async Task Apply_Files_AreStored()
    {
        using var user = await gateway.OperatorAsync();
        string[] files = [user.Write("a.yaml", Policy), user.Write("b.json", JsonPolicy)];

        Assert.Contains("created", (await user.RunAsync(["policy", "apply", .. files, "--dry-run"])).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.Equal(2, (int)(await user.RunAsync(["policy", "apply", .. files, "--json"])).Expect(ExitCode.Ok).Json["created"]!);
        Assert.Equal(1, (int)(await user.PipeAsync($$"""{"policies":[{{JsonPolicy}}]}""", "policy", "apply", "-", "--json")).Expect(ExitCode.Ok).Json["unchanged"]!);
        (await user.PipeAsync("name: x", "policy", "apply", "-")).ExpectRefusal("body_invalid");
        (await user.RunAsync("policy", "apply", user.PathOf("missing"))).Expect(ExitCode.Failed);
    }

    [Fact]
    public async Task Apply_PrunePrefix_DeletesTheOthersOfTheName()
    {
        using var user = await gateway.OperatorAsync();
        (await user.PipeAsync(JsonPolicy.Replace("cli-json", "gone-one", StringComparison.Ordinal), "policy", "apply", "-")).Expect(ExitCode.Ok);

        var pruned = await user.PipeAsync(
            JsonPolicy.Replace("cli-json", "gone-two", StringComparison.Ordinal), "policy", "apply", "-", "--prune", "--prune-prefix", "gone-", "--json");

        Assert.Equal(1, (int)pruned.Expect(ExitCode.Ok).Json["deleted"]!);
    }

    [Fact]
    public async Task Test_FailedOne_EndsWithOne()
    {
        using var user = await gateway.OperatorAsync();

        Assert.Contains("1 passed, 0 failed", (await user.PipeAsync(Test, "policy", "test", "-")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        var failed = (await user.PipeAsync(Test.Replace("allow", "deny", StringComparison.Ordinal), "policy", "test", "-")).Expect(ExitCode.Failed);
        Assert.Contains("FAILED  searches", failed.Output, StringComparison.Ordinal);
        (await user.PipeAsync("tests: 1", "policy", "test", "-")).ExpectRefusal("body_invalid");
    }

    [Fact]
    public async Task Explain_TakesTheRoleOfTheAgent()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;

        Assert.StartsWith("allowed", (await user.RunAsync("policy", "explain", agent, "serpapi", "search")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.StartsWith("denied", (await user.RunAsync("policy", "explain", agent, "gmail_send", "send", "{}")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("policy", "explain", "agt_00000000000000000000000000000000", "serpapi", "search")).ExpectRefusal("not_found");
    }

    [Fact]
    public async Task Explain_TakesTheTagsOfTheAgentAndTheModel()
    {
        var (user, agent) = await gateway.AgentAsync("cli-no-role");
        using var _ = user;
        (await user.PipeAsync("{name: cli-tag, tag: cli-tag, spec: {scopes: [\"openai:*\"], models: {allow: [\"gpt-5*\"]}}}", "policy", "apply", "-")).Expect(ExitCode.Ok);
        string[] explain = ["policy", "explain", agent, "openai", "chat"];

        Assert.StartsWith("denied", (await user.RunAsync(explain)).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.StartsWith("allowed", (await user.RunAsync([.. explain, "--tag", "cli-tag"])).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("agent", "tag", agent, "cli-tag")).Expect(ExitCode.Ok);
        Assert.StartsWith("allowed", (await user.RunAsync(explain)).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.StartsWith("denied", (await user.RunAsync([.. explain, "--model", "gpt-4"])).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_Draft_IsComparedWithTheRecords()
    {
        using var user = await gateway.OperatorAsync();
        string[] range = ["--from", "2026-01-01T00:00:00Z", "--to", "2026-02-01T00:00:00Z"];

        Assert.StartsWith("0 calls", (await user.RunAsync(["policy", "simulate", user.Write("a.yaml", Policy), .. range])).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await user.RunAsync(["policy", "simulate", user.Write("b.json", JsonPolicy), .. range, "--json"])).Expect(ExitCode.Ok).Json["replayed"]!);
        (await user.PipeAsync("name: x", ["policy", "simulate", "-", .. range])).ExpectRefusal("body_invalid");
    }
}
