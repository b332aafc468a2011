using System.CommandLine;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>MCP servers behind the gateway, and what operators decide about their tools.</summary>
internal static class McpServersCommand
{
    private const string Servers = "v1/admin/mcp-servers";

    public static Command Create(CommandFactory commands) => CommandFactory.Group("mcp-servers", "Manage the MCP servers behind the gateway.", Subcommands(commands));

    /// <summary>Also those of <c>4runr mcp</c>.</summary>
    public static Command[] Subcommands(CommandFactory commands)
    {
        var server = new Argument<string>("server") { Description = "Its name." };
        return
        [
            CreateAdd(commands),
            commands.Make("list", "List the MCP servers and the state of their tools.", ListAsync),
            commands.Make("show", "Show a server with its tools.", run => ShowAsync(run, HttpMethod.Get, Of(run.Get(server)!)), server),
            commands.Make("diff", "Show how tools differ from what was approved.", run => DiffAsync(run, run.Get(server)!), server),
            CreateDecision(commands, "approve", "Approve tools as they are now: agents may be told of them and call them."),
            CreateDecision(commands, "reject", "Reject tools as they are now."),
            commands.Make("refresh", "Ask a server for its list now.", run => ShowAsync(run, HttpMethod.Post, $"{Of(run.Get(server)!)}/refresh"), server),
        ];
    }

    private static Command CreateAdd(CommandFactory commands)
    {
        var name = new Argument<string>("name") { Description = "What tokens and policies will call it." };
        var url = new Argument<Uri>("url") { Description = "Its endpoint.", CustomParser = GatewayUrl.Parse };
        var bearer = new Option<bool>("--bearer") { Description = "It takes a credential as bearer token; store it as the tool's credential." };
        return commands.Make("add", "Declare an MCP server. Its tools wait for approval.", async run =>
        {
            using var gateway = run.Operator();
            var document = new JsonObject { ["tool"] = run.Get(name), ["mcp"] = new JsonObject { ["url"] = run.Get(url)!.AbsoluteUri } };
            if (run.Get(bearer))
            {
                document["credential"] = new JsonObject { ["in"] = "bearer" };
            }

            var answer = await gateway.PostAsync("v1/admin/tools", document, run.CancellationToken);
            return run.Answer(answer, output => output.WriteLine($"Declared {answer.Member("tool")}. See and approve its tools: 4runr mcp approve {answer.Member("tool")}"));
        }, name, url, bearer);
    }

    private static Command CreateDecision(CommandFactory commands, string verb, string description)
    {
        var server = new Argument<string>("server") { Description = "Its name." };
        var tools = new Argument<string[]>("tool") { Description = "As the server calls them. Default: all that wait for a decision.", Arity = ArgumentArity.ZeroOrMore };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        return commands.Make(verb, description, run => DecideAsync(run, verb, run.Get(server)!, run.Get(tools) ?? [], run.Get(yes)), server, tools, yes);
    }

    private static async Task<int> ListAsync(CommandRun run)
    {
        using var gateway = run.Operator();
        var answer = await gateway.GetAsync(Servers, run.CancellationToken);
        return run.Answer(answer, output => Table.Write(output, ["SERVER", "URL", "TOOLS", "PROBLEM"], answer.Items("items").Select(server =>
            (string[])[server.Member("tool"), server.Member("url"), string.Join(", ", (server["tools"] as JsonObject ?? []).Select(state => $"{state.Value} {state.Key}")), server.Member("problem")])));
    }

    private static async Task<int> ShowAsync(CommandRun run, HttpMethod method, string path)
    {
        using var gateway = run.Operator();
        var answer = await gateway.SendAsync(method, path, content: null, run.CancellationToken);
        return run.Answer(answer, output =>
        {
            output.WriteLine($"{answer.Member("tool")}  {answer.Member("url")}{(answer.Member("problem") is { Length: > 0 } problem ? $"  problem: {problem}" : "")}");
            Table.Write(output, ["TOOL", "ACTION", "STATE", "HASH", "FLAGS"], answer.Items("tools").Select(tool =>
                (string[])[tool.Member("name"), tool.Member("action"), tool.Member("state"), Short(tool), string.Join(", ", tool.Items("flags"))]));
        });
    }

    private static async Task<int> DiffAsync(CommandRun run, string server)
    {
        using var gateway = run.Operator();
        var answer = await gateway.GetAsync(Of(server), run.CancellationToken);
        return run.Answer(answer, output => WriteDifferences(output, answer.Items("tools").Where(tool => tool.Member("state") != "approved")));
    }

    /// <summary>The decision names the definitions that were shown: one that changes meanwhile is not decided about.</summary>
    private static async Task<int> DecideAsync(CommandRun run, string verb, string server, string[] names, bool isYes)
    {
        using var gateway = run.Operator();
        var known = (await gateway.GetAsync(Of(server), run.CancellationToken)).Items("tools").ToList();
        var missing = names.Except(known.Select(tool => tool.Member("name"))).FirstOrDefault();
        if (missing is not null)
        {
            throw CliException.Failed($"{server} has no tool '{missing}'.");
        }

        var chosen = known.FindAll(tool => names.Length > 0 ? names.Contains(tool.Member("name")) : tool.Member("state") is "pending" or "changed");
        if (chosen.Count == 0)
        {
            throw CliException.Failed($"No tool of {server} waits for a decision.");
        }

        WriteDifferences(run.Context.Error, chosen);
        await run.ConfirmAsync($"{char.ToUpperInvariant(verb[0])}{verb[1..]} {chosen.Count} tools of {server}?", isYes);
        var decisions = chosen.Select(tool => (JsonNode)new JsonObject { ["name"] = (string?)tool["name"], ["hash"] = (string?)tool["hash"] });
        var answer = await gateway.PostAsync($"{Of(server)}/{verb}", new JsonObject { ["tools"] = new JsonArray([.. decisions]) }, run.CancellationToken);
        return run.Answer(answer, output => output.WriteLine($"{(verb == "approve" ? "Approved" : "Rejected")}: {string.Join(", ", chosen.Select(tool => tool.Member("name")))}"));
    }

    /// <summary>Member by member: what was approved, and what is there now.</summary>
    private static void WriteDifferences(TextWriter output, IEnumerable<JsonNode> tools)
    {
        foreach (var tool in tools)
        {
            output.WriteLine($"{tool.Member("name")}  {tool.Member("state")}  {Short(tool)}{string.Concat(tool.Items("flags").Select(flag => $"  {Table.Printable(flag.ToString())}"))}");
            var (before, now) = (tool["approved"] as JsonObject ?? [], tool["seen"] as JsonObject ?? []);
            foreach (var member in before.Select(pair => pair.Key).Union(now.Select(pair => pair.Key)).Where(member => !JsonNode.DeepEquals(before[member], now[member])))
            {
                WriteMember(output, '-', before, member);
                WriteMember(output, '+', now, member);
            }
        }
    }

    private static void WriteMember(TextWriter output, char sign, JsonObject definition, string member)
    {
        if (definition[member] is { } value)
        {
            output.WriteLine($"  {sign} {Table.Printable(member)}: {value.ToJsonString()}");
        }
    }

    private static string Of(string server) => $"{Servers}/{Uri.EscapeDataString(server)}";

    private static string Short(JsonNode tool) => tool.Member("hash") is { Length: > 12 } hash ? hash[..12] : tool.Member("hash");
}
