using System.CommandLine;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>Policies as files: applied, tested, explained, simulated.</summary>
internal static class PolicyCommand
{
    public static Command Create(CommandFactory commands) => CommandFactory.Group(
        "policy", "Apply policy files, test them, explain decisions, simulate drafts.", CreateApply(commands), CreateTest(commands), CreateExplain(commands), CreateSimulate(commands));

    private static Command CreateApply(CommandFactory commands)
    {
        var files = new Argument<string[]>("file") { Description = "YAML or JSON; - for standard input.", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would change." };
        var prune = new Option<bool>("--prune") { Description = "Delete stored policies that are not in the files." };
        var prefix = new Option<string?>("--prune-prefix") { Description = "Delete only those whose name begins so.", HelpName = "prefix" };
        return commands.Make("apply", "Make the stored policies say what files say, all or nothing.", async run =>
        {
            using var gateway = run.Operator();
            var query = $"dry_run={Word(run.Get(dryRun))}&prune={Word(run.Get(prune))}" + (run.Get(prefix) is { } name ? $"&prune_prefix={Uri.EscapeDataString(name)}" : "");
            var texts = await Task.WhenAll(run.Get(files)!.Select(run.ReadAsync));
            // A JSON set of policies goes as it is; everything else is a stream of YAML, of which JSON is a part.
            var content = texts is [var only] && IsJson(only) && Refusal.Parse(only)?.ContainsKey("policies") is true
                ? GatewayClient.Text(only, "application/json")
                : GatewayClient.Text(string.Join("\n---\n", texts), "application/yaml");
            var answer = await gateway.SendAsync(HttpMethod.Post, $"v1/policies/apply?{query}", content, run.CancellationToken);
            return run.Answer(answer, output => Table.Write(output, ["POLICY", "CHANGE", "VERSION", "FIELDS"], answer.Items("changes").Select(change =>
                (string[])[change.Member("name"), change.Member("change"), change.Member("version"), string.Join(", ", change.Items("fields").Select(field => field.Member("path")))])));
        }, files, dryRun, prune, prefix);
    }

    private static Command CreateTest(CommandFactory commands)
    {
        var file = new Argument<string>("file") { Description = "Tests, with policies or for the stored ones, YAML or JSON; - for standard input." };
        return commands.Make("test", "Run policy tests. Exit code 1 when one fails.", async run =>
        {
            using var gateway = run.Operator();
            var answer = await gateway.SendAsync(HttpMethod.Post, "v1/policies/test", Document(await run.ReadAsync(run.Get(file)!)), run.CancellationToken);
            run.Answer(answer, output =>
            {
                foreach (var result in answer.Items("results"))
                {
                    output.WriteLine($"{((bool?)result["passed"] is true ? "passed" : "FAILED")}  {result.Member("name")}");
                    foreach (var difference in result.Items("differences"))
                    {
                        output.WriteLine($"        {Table.Printable(difference.ToString())}");
                    }
                }

                output.WriteLine($"{answer.Member("passed")} passed, {answer.Member("failed")} failed");
            });
            return (int?)answer["failed"] is 0 ? ExitCode.Ok : ExitCode.Failed;
        }, file);
    }

    private static Command CreateExplain(CommandFactory commands)
    {
        var agent = new Argument<string>("agent") { Description = "The agent's id.", HelpName = "agt_…" };
        var tool = new Argument<string>("tool");
        var action = new Argument<string>("action");
        var parameters = new Argument<string?>("params") { Description = "A JSON object; - for standard input.", Arity = ArgumentArity.ZeroOrOne };
        var role = new Option<string?>("--role") { Description = "Default: the agent's.", HelpName = "role" };
        var tags = AgentCommand.TagOption("A tag of the agent. May be repeated. Default: its own, unless --role is given.");
        var model = new Option<string?>("--model") { Description = "The model that is asked for.", HelpName = "model" };
        var intent = new Option<string?>("--intent") { Description = "What the agent states.", HelpName = "intent" };
        var time = new Option<string?>("--time") { Description = "The moment of the call, RFC 3339. Default: now.", HelpName = "time" };
        return commands.Make("explain", "Say why a call is allowed or denied.", async run =>
        {
            using var gateway = run.Operator();
            var question = new JsonObject { ["agent_id"] = run.Get(agent), ["tool"] = run.Get(tool), ["action"] = run.Get(action) };
            var (asRole, asTags) = (run.Get(role), run.Get(tags) is { Length: > 0 } named ? AgentCommand.ToJson(named) : null);
            if (asRole is null)
            {
                var known = await gateway.GetAsync($"v1/agents/{Uri.EscapeDataString(run.Get(agent)!)}", run.CancellationToken);
                (asRole, asTags) = (known.Member("role"), asTags ?? known["tags"]?.DeepClone().AsArray());
            }

            question["role"] = asRole;
            Set(question, "tags", asTags);
            Set(question, "model", run.Get(model));
            Set(question, "intent", run.Get(intent));
            Set(question, "time", run.Get(time));
            Set(question, "params", run.Get(parameters) is { } text ? await run.ReadObjectAsync(text) : null);
            var answer = await gateway.PostAsync("v1/decisions/explain", question, run.CancellationToken);
            return run.Answer(answer, output =>
            {
                var verdict = answer["verdict"];
                output.WriteLine($"{((bool?)verdict?["allowed"] is true ? "allowed" : "denied")}: {verdict.Member("reason")}");
                output.WriteLine($"  rule: {verdict.Member("rule")}{(verdict.Member("policy_name") is { Length: > 0 } name ? $" of {name}" : "")}");
                if (answer.Member("nearest_miss") is { Length: > 0 } miss)
                {
                    output.WriteLine($"  {miss}");
                }
            });
        }, agent, tool, action, parameters, role, tags, model, intent, time);
    }

    private static Command CreateSimulate(CommandFactory commands)
    {
        var file = new Argument<string>("file") { Description = "The draft: one policy, YAML or JSON; - for standard input." };
        var from = new Option<string>("--from") { Description = "Calls at or after this moment, RFC 3339.", HelpName = "time", Required = true };
        var to = new Option<string>("--to") { Description = "Calls before this moment.", HelpName = "time", Required = true };
        var policy = new Option<string?>("--policy-id") { Description = "The stored policy that the draft replaces. Default: it is one more.", HelpName = "pol_…" };
        return commands.Make("simulate", "Say what a draft would have changed for the calls on record.", async run =>
        {
            using var gateway = run.Operator();
            var range = new JsonObject { ["from"] = run.Get(from), ["to"] = run.Get(to) };
            Set(range, "policy_id", run.Get(policy));
            var draft = await run.ReadAsync(run.Get(file)!);
            var answer = await gateway.SendAsync(HttpMethod.Post, "v1/policies/simulate", WithDraft(range, draft), run.CancellationToken);
            return run.Answer(answer, output =>
            {
                output.WriteLine($"{answer.Member("replayed")} calls: {answer.Member("newly_allowed")} newly allowed, {answer.Member("newly_denied")} newly denied, {answer.Member("unchanged")} unchanged");
                JsonNode[] changed = [.. answer.Items("newly_allowed_calls"), .. answer.Items("newly_denied_calls")];
                if (changed.Length > 0)
                {
                    Table.Write(output, ["CALL", "AGENT", "TOOL", "BEFORE", "AFTER"], changed.Select(call =>
                        (string[])[call.Member("call_id"), call.Member("agent_id"), $"{call.Member("tool")}.{call.Member("action")}", call["before"].Member("rule"), call["after"].Member("rule")]));
                }
            });
        }, file, from, to, policy);
    }

    private static StringContent WithDraft(JsonObject range, string draft)
    {
        if (Refusal.Parse(draft) is { } json)
        {
            range["draft"] = json;
            return GatewayClient.Text(range.ToJsonString(), "application/json");
        }

        // YAML takes the document as it is, further in.
        var members = range.Select(member => $"{member.Key}: {member.Value!.ToJsonString()}\n");
        return GatewayClient.Text($"{string.Concat(members)}draft:\n  {draft.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal)}\n", "application/yaml");
    }

    private static StringContent Document(string text) => GatewayClient.Text(text, IsJson(text) ? "application/json" : "application/yaml");

    private static bool IsJson(string text) => text.AsSpan().TrimStart() is ['{', ..];

    private static void Set(JsonObject question, string name, JsonNode? value)
    {
        if (value is not null)
        {
            question[name] = value;
        }
    }

    private static string Word(bool value) => value ? "true" : "false";
}
