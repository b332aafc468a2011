using System.Runtime.Versioning;
using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class AgentTests(CliGateway gateway)
{
    private const string NoAgent = "agt_00000000000000000000000000000000";

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Create_NewKey_IsWrittenForItsOwnerAlone()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;

        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", await File.ReadAllTextAsync(user.PathOf("agent.pem")), StringComparison.Ordinal);
        Assert.Equal(agent, user.Profiles.Find("default")!.AgentId);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(user.PathOf("agent.pem")));
    }

    [Fact]
    public async Task Create_Refused_LeavesNoKey()
    {
        using var user = await gateway.OperatorAsync();

        (await user.RunAsync("agent", "create", "x", "--role", "NO ROLE", "--key-file", user.PathOf("agent.pem"))).ExpectRefusal("body_invalid");

        Assert.False(File.Exists(user.PathOf("agent.pem")));
    }

    [Fact]
    public async Task List_ShowsAgents()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;

        Assert.Contains(agent, (await user.RunAsync("agent", "list")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.NotEmpty((await user.RunAsync("agent", "list", "--limit", "1", "--json")).Expect(ExitCode.Ok).Json["items"]!.AsArray());
        (await user.RunAsync("agent", "list", "--limit", "999")).ExpectRefusal("body_invalid");
    }

    [Fact]
    public async Task CreateAndTag_Tags_AreSetShownAndTakenAway()
    {
        using var user = await gateway.OperatorAsync();
        var created = await user.RunAsync(
            "agent", "create", "tagged", "--role", "scraper", "--tag", "research", "--tag", "night", "--key-file", user.PathOf("tagged.pem"), "--json");
        var agent = (string)created.Expect(ExitCode.Ok).Json["agent_id"]!;

        Assert.Equal(["night", "research"], created.Json["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.Contains("night research", (await user.RunAsync("agent", "list")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.Contains("day", (await user.RunAsync("agent", "tag", agent, "day")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.Null((await user.RunAsync("agent", "tag", agent, "--json")).Expect(ExitCode.Ok).Json["tags"]);
        (await user.RunAsync("agent", "tag", agent, "NO")).ExpectRefusal("body_invalid");
    }

    [Fact]
    public async Task Token_GoodKey_IsPrinted()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;

        var token = (await user.RunAsync("token")).Expect(ExitCode.Ok).Output.Trim();
        var header = (await user.RunAsync("token", "--header", "--scope", "serpapi:read", "--ttl", "60")).Expect(ExitCode.Ok);

        Assert.Equal(2, token.Count(character => character == '.'));
        Assert.StartsWith("Bearer ", (string)header.Json["Authorization"]!, StringComparison.Ordinal);
        Assert.Equal(60, (int)(await user.RunAsync("token", "--json", "--ttl", "60")).Expect(ExitCode.Ok).Json["expires_in"]!);
        (await user.RunAsync("token", "--agent", NoAgent)).ExpectRefusal("token_invalid");
    }

    [Fact]
    public async Task Call_AllowedAndDenied()
    {
        var (user, _) = await gateway.AgentAsync();
        using var __ = user;

        var data = (await user.RunAsync("call", "serpapi", "search", """{"q":"gateway"}""")).Expect(ExitCode.Ok);
        var whole = (await user.PipeAsync("""{"q":"gateway"}""", "call", "serpapi", "search", "-", "--json")).Expect(ExitCode.Ok);

        Assert.NotNull(data.Json["organic_results"]);
        Assert.Equal("serpapi", (string)whole.Json["meta"]!["tool"]!);
        (await user.RunAsync("call", "gmail_send", "profile")).ExpectRefusal("scope_denied");
        (await user.RunAsync("call", "serpapi", "search", """{"nothing":1}""")).ExpectRefusal("params_invalid");
        (await user.RunAsync("call", "serpapi", "search", "no JSON")).Expect(ExitCode.WrongUsage);
    }

    [Fact]
    public async Task Suspend_Activate_Revoke_ActOnTheAgent()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;

        (await user.RunAsync("agent", "suspend", agent)).Expect(ExitCode.Ok);
        (await user.RunAsync("token")).ExpectRefusal("agent_suspended");
        (await user.RunAsync("agent", "activate", agent)).Expect(ExitCode.Ok);
        (await user.RunAsync("token")).Expect(ExitCode.Ok);
        (await user.RunAsync("agent", "revoke", agent, "--reason", "test")).Expect(ExitCode.Ok);

        (await user.RunAsync("agent", "suspend", NoAgent)).ExpectRefusal("not_found");
        (await user.RunAsync("agent", "activate", NoAgent)).ExpectRefusal("not_found");
        (await user.RunAsync("agent", "revoke", NoAgent, "--reason", "test")).ExpectRefusal("not_found");
    }

    [Fact]
    public async Task Clients_SignedIn_AreListedAndEnded()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        var client = await SignedInClient.CreateAsync(gateway.Gateway.Url, agent);

        Assert.Contains(client, (await user.RunAsync("agent", "clients", agent)).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("agent", "end-client", agent, client)).Expect(ExitCode.Ok);

        Assert.Empty((await user.RunAsync("agent", "clients", agent, "--json")).Expect(ExitCode.Ok).Json["items"]!.AsArray());
        (await user.RunAsync("agent", "end-client", agent, client)).ExpectRefusal("not_found");
        (await user.RunAsync("agent", "end-client", agent, "https://editor.test/client.json")).ExpectRefusal("not_found");
        (await user.RunAsync("agent", "clients", NoAgent)).ExpectRefusal("not_found");
    }

    [Fact]
    public async Task Stop_Agent_SuspendsIt()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        string[] stop = ["stop", "--agent", agent, "--reason", "looks hijacked"];

        (await user.RunAsync(stop)).Expect(ExitCode.WrongUsage);
        (await user.TypeAsync("n\n", stop)).Expect(ExitCode.Failed);
        (await user.RunAsync("token")).Expect(ExitCode.Ok);
        (await user.TypeAsync("y\n", stop)).Expect(ExitCode.Ok);

        (await user.RunAsync("token")).ExpectRefusal("agent_suspended");
        (await user.RunAsync("stop", "--agent", NoAgent, "--reason", "x", "--yes")).ExpectRefusal("not_found");
    }

    [Fact]
    public async Task Stop_Role_StopsItsAgentsOnly()
    {
        var (user, _) = await gateway.AgentAsync("stopped-role");
        using var __ = user;

        var stopped = (await user.RunAsync("stop", "--role", "stopped-role", "--reason", "test", "--yes", "--json")).Expect(ExitCode.Ok);

        Assert.Equal(1, (int)stopped.Json["suspended_agents"]!);
    }

    [Fact]
    public async Task Calls_ListsRecords()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        (await user.RunAsync("call", "serpapi", "search", """{"q":"gateway"}""")).Expect(ExitCode.Ok);

        await Testing.Eventually.TrueAsync(
            async () => (await user.RunAsync("calls", "--agent", agent, "--tool", "serpapi", "--outcome", "ok", "--json")).Json["items"] is JsonArray { Count: 1 }, "the call is listed");
        Assert.Contains("serpapi.search", (await user.RunAsync("calls", "--agent", agent)).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("calls", "--outcome", "strange")).ExpectRefusal("body_invalid");
        (await user.RunAsync("calls", "--follow", "--limit", "1")).Expect(ExitCode.WrongUsage);
    }
}
