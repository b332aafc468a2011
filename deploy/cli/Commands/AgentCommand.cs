using System.CommandLine;
using System.Security.Cryptography;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Profiles;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>Agents, from their key to their end.</summary>
internal static class AgentCommand
{
    private const int KeyBits = 3072;

    public static Command Create(CommandFactory commands)
    {
        var agent = new Argument<string>("agent") { Description = "The agent's id.", HelpName = "agt_…" };
        var tags = new Argument<string[]>("tag") { Description = "All tags that it has then. Without any it loses them.", Arity = ArgumentArity.ZeroOrMore };
        var reason = new Option<string>("--reason") { Description = "Why; kept with the record.", HelpName = "text", Required = true };
        var client = new Argument<string>("client") { Description = "The client's id, as 'agent clients' shows it.", HelpName = "client" };
        return CommandFactory.Group(
            "agent",
            "Create agents, list and tag them, suspend and activate them, revoke their tokens, end their clients.",
            CreateCreate(commands),
            CreateList(commands),
            commands.Make("tag", "Set the tags of an agent, to which policies may be bound.", run => TagAsync(run, run.Get(agent)!, run.Get(tags) ?? []), agent, tags),
            commands.Make("suspend", "Suspend an agent: it can neither call nor fetch tokens.", run => SetStatusAsync(run, run.Get(agent)!, "suspended"), agent),
            commands.Make("activate", "Let a suspended agent in again.", run => SetStatusAsync(run, run.Get(agent)!, "active"), agent),
            commands.Make("revoke", "Revoke all tokens of an agent. It may fetch new ones; 'stop' prevents that.", run => RevokeAsync(run, run.Get(agent)!, run.Get(reason)!), agent, reason),
            commands.Make("clients", "List the applications that operators have signed in as an agent.", run => ListClientsAsync(run, run.Get(agent)!), agent),
            commands.Make("end-client", "End what an application may do as an agent. It has to ask an operator again.", run => EndClientAsync(run, run.Get(agent)!, run.Get(client)!), agent, client));
    }

    private static Command CreateCreate(CommandFactory commands)
    {
        var name = new Argument<string>("name") { Description = "1 to 128 characters." };
        var role = new Option<string>("--role") { Description = "Its policies apply to the agent.", HelpName = "role", Required = true };
        var tags = TagOption("A tag, to which policies may be bound. May be repeated.");
        var keyFile = new Option<string>("--key-file") { Description = "The agent's RSA private key, PEM. Without such a file a new key is made there.", HelpName = "file", Required = true };
        var use = new Option<bool>("--use") { Description = "Call as this agent with the profile from now on." };
        return commands.Make(
            "create",
            "Create an agent with a key of its own. The private key stays in its file.",
            run => CreateAsync(run, run.Get(name)!, run.Get(role)!, run.Get(tags) ?? [], run.Get(keyFile)!, run.Get(use)),
            name, role, tags, keyFile, use);
    }

    internal static Option<string[]> TagOption(string description) => new("--tag") { Description = description, HelpName = "tag" };

    internal static JsonArray ToJson(IEnumerable<string> tags) => [.. tags.Select(tag => JsonValue.Create(tag))];

    private static Command CreateList(CommandFactory commands)
    {
        var limit = new Option<int>("--limit") { Description = "1 to 200.", HelpName = "number", DefaultValueFactory = _ => 50 };
        var cursor = new Option<string?>("--cursor") { Description = "Where the page before ended.", HelpName = "cursor" };
        return commands.Make("list", "List agents, the newest first.", run => ListAsync(run, run.Get(limit), run.Get(cursor)), limit, cursor);
    }

    private static async Task<int> CreateAsync(CommandRun run, string name, string role, string[] tags, string keyFile, bool use)
    {
        using var gateway = run.Operator();
        var isNew = !File.Exists(keyFile);
        using var key = isNew ? RSA.Create(KeyBits) : AgentOptions.ReadKey(await run.ReadAsync(keyFile), keyFile);
        if (isNew)
        {
            // Before the agent is made: one whose key nobody has would be of no use.
            ProfileStore.WriteNew(keyFile, key.ExportPkcs8PrivateKeyPem());
        }

        JsonNode answer;
        try
        {
            var body = new JsonObject { ["name"] = name, ["role"] = role, ["public_key_pem"] = key.ExportSubjectPublicKeyInfoPem() };
            if (tags.Length > 0)
            {
                body["tags"] = ToJson(tags);
            }

            answer = await gateway.PostAsync("v1/agents", body, run.CancellationToken);
        }
        catch (CliException exception) when (isNew && exception.ExitCode == ExitCode.Failed)
        {
            File.Delete(keyFile);
            throw;
        }

        if (use)
        {
            run.Context.Profiles.Save(run.ProfileName, run.Profile() with { AgentId = answer.Member("agent_id"), AgentKeyFile = Path.GetFullPath(keyFile) });
        }

        return run.Answer(answer, output => Write(output, [answer]));
    }

    private static async Task<int> ListAsync(CommandRun run, int limit, string? cursor)
    {
        using var gateway = run.Operator();
        var from = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
        var answer = await gateway.GetAsync($"v1/agents?limit={limit}{from}", run.CancellationToken);
        return run.Answer(answer, output =>
        {
            Write(output, answer.Items("items"));
            if (answer.Member("next_cursor") is { Length: > 0 } next)
            {
                output.WriteLine($"There are more: --cursor {next}");
            }
        });
    }

    private static Task<int> SetStatusAsync(CommandRun run, string agent, string status) => ChangeAsync(run, agent, new JsonObject { ["status"] = status });

    private static Task<int> TagAsync(CommandRun run, string agent, string[] tags) => ChangeAsync(run, agent, new JsonObject { ["tags"] = ToJson(tags) });

    private static async Task<int> ChangeAsync(CommandRun run, string agent, JsonObject change)
    {
        using var gateway = run.Operator();
        var body = GatewayClient.Text(change.ToJsonString(), "application/json");
        var answer = await gateway.SendAsync(HttpMethod.Patch, $"v1/agents/{Uri.EscapeDataString(agent)}", body, run.CancellationToken);
        return run.Answer(answer, output => Write(output, [answer]));
    }

    private static async Task<int> RevokeAsync(CommandRun run, string agent, string reason)
    {
        using var gateway = run.Operator();
        var answer = await gateway.PostAsync("v1/revocations", new JsonObject { ["agent_id"] = agent, ["reason"] = reason }, run.CancellationToken);
        return run.Answer(answer, output => output.WriteLine($"All tokens of {agent} are revoked ({answer.Member("revocation_id")})."));
    }

    private static async Task<int> ListClientsAsync(CommandRun run, string agent)
    {
        using var gateway = run.Operator();
        var answer = await gateway.GetAsync($"v1/agents/{Uri.EscapeDataString(agent)}/clients?limit=200", run.CancellationToken);
        return run.Answer(answer, output => Table.Write(
            output,
            ["CLIENT", "CONSENTS", "AUTHORIZED", "BY", "EXPIRES"],
            answer.Items("items").Select(client => (string[])
                [client.Member("client_id"), client.Member("consents"), client.Member("authorized_at"), client.Member("authorized_by"), client.Member("expires_at")])));
    }

    private static async Task<int> EndClientAsync(CommandRun run, string agent, string client)
    {
        using var gateway = run.Operator();
        var path = $"v1/agents/{Uri.EscapeDataString(agent)}/clients/{Uri.EscapeDataString(client)}";
        await gateway.SendAsync(HttpMethod.Delete, path, content: null, run.CancellationToken);
        return run.Answer(new JsonObject { ["agent_id"] = agent, ["client_id"] = client }, output => output.WriteLine($"{client} can no longer act as {agent}."));
    }

    private static void Write(TextWriter output, IEnumerable<JsonNode> agents) => Table.Write(
        output,
        ["AGENT", "NAME", "ROLE", "TAGS", "STATUS", "CREATED"],
        agents.Select(agent => (string[])
        [
            agent.Member("agent_id"), agent.Member("name"), agent.Member("role"), string.Join(' ', agent.Items("tags").Select(tag => Table.Printable(tag.ToString()))),
            agent.Member("status"), agent.Member("created_at"),
        ]));
}
