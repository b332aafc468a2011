using System.CommandLine;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>Calls that wait for people.</summary>
internal static class ApprovalsCommand
{
    private const string Approvals = "v1/admin/approvals";

    public static Command Create(CommandFactory commands) => CommandFactory.Group(
        "approvals",
        "See the calls that wait for approval, and approve or deny them.",
        CreateList(commands),
        CreateShow(commands),
        CreateDecision(commands, "approve", "Approve this one call: the agent may make it once."),
        CreateDecision(commands, "deny", "Deny this one call. The agent is told the reason."));

    private static Argument<string> Approval() => new("approval") { Description = "The id of the request.", HelpName = "apr_…" };

    private static Command CreateList(CommandFactory commands)
    {
        var state = new Option<string>("--state") { Description = "pending (default), approved, denied, used or expired.", HelpName = "state", DefaultValueFactory = _ => "pending" };
        var limit = new Option<int>("--limit") { Description = "1 to 200.", HelpName = "number", DefaultValueFactory = _ => 50 };
        return commands.Make("list", "List requests for approval, the newest first.", async run =>
        {
            using var gateway = run.Operator();
            var answer = await gateway.GetAsync($"{Approvals}?state={Uri.EscapeDataString(run.Get(state)!)}&limit={run.Get(limit)}", run.CancellationToken);
            return run.Answer(answer, output => Table.Write(output, ["APPROVAL", "AGENT", "CALL", "APPROVED", "EXPIRES"], answer.Items("items").Select(item =>
                (string[])[item.Member("approval_id"), item.Member("agent_name"), CallOf(item), Count(item), item.Member("expires_at")])));
        }, state, limit);
    }

    private static Command CreateShow(CommandFactory commands)
    {
        var approval = Approval();
        return commands.Make("show", "Show a request with the exact call.", async run =>
        {
            using var gateway = run.Operator();
            var answer = await gateway.GetAsync(Of(run.Get(approval)!), run.CancellationToken);
            return run.Answer(answer, output => Write(output, answer));
        }, approval);
    }

    private static Command CreateDecision(CommandFactory commands, string verb, string description)
    {
        var approval = Approval();
        var reason = new Option<string?>("--reason") { Description = "Why; some policies ask for it.", HelpName = "text" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        return commands.Make(verb, description, async run =>
        {
            using var gateway = run.Operator();
            var path = Of(run.Get(approval)!);
            Write(run.Context.Error, await gateway.GetAsync(path, run.CancellationToken));
            await run.ConfirmAsync($"{char.ToUpperInvariant(verb[0])}{verb[1..]} this call?", run.Get(yes));
            var body = new JsonObject();
            if (run.Get(reason) is { } why)
            {
                body["reason"] = why;
            }

            var answer = await gateway.PostAsync($"{path}/{verb}", body, run.CancellationToken);
            return run.Answer(answer, output => output.WriteLine($"{answer.Member("approval_id")} is {answer.Member("state")} ({Count(answer)} approved)."));
        }, approval, reason, yes);
    }

    private static void Write(TextWriter output, JsonNode approval)
    {
        Table.Write(output, ["APPROVAL", "STATE", "AGENT", "CALL", "APPROVED", "EXPIRES"],
            [[approval.Member("approval_id"), approval.Member("state"), $"{approval.Member("agent_name")} ({approval.Member("agent_id")})", CallOf(approval), Count(approval), approval.Member("expires_at")]]);
        output.WriteLine($"params: {Table.Printable(approval["params"]?.ToJsonString() ?? "")}");
        foreach (var rule in approval.Items("rules"))
        {
            output.WriteLine($"asked by: {Table.Printable(rule.ToString())}");
        }

        foreach (var vote in approval.Items("votes"))
        {
            output.WriteLine(Table.Printable($"{(vote.Member("approves") == "true" ? "approved" : "denied")} by {vote.Member("operator_name")} {vote.Member("voted_at")} {vote.Member("reason")}").TrimEnd());
        }
    }

    private static string CallOf(JsonNode approval) => $"{approval.Member("tool")}.{approval.Member("action")}";

    private static string Count(JsonNode approval) => $"{approval.Member("approvals_given")}/{approval.Member("approvals_needed")}";

    private static string Of(string approval) => $"{Approvals}/{Uri.EscapeDataString(approval)}";
}
