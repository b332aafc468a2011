using System.CommandLine;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>What operators changed, as it stands in the audit trail.</summary>
internal static class ChangesCommand
{
    public static Command Create(CommandFactory commands)
    {
        var kind = new Option<string?>("--kind") { Description = "Only things of these kinds, with commas: policy, agent, token, credential, tool …", HelpName = "kind" };
        var subject = new Option<string?>("--subject") { Description = "Only what has this id, or belongs to it.", HelpName = "id" };
        var by = new Option<string?>("--operator") { Description = "Only changes by this operator.", HelpName = "opr_…" };
        var action = new Option<string?>("--action") { Description = "Only this action, such as policy.saved.", HelpName = "action" };
        var from = new Option<string?>("--from") { Description = "At or after this moment or date.", HelpName = "time" };
        var to = new Option<string?>("--to") { Description = "Before this moment or date.", HelpName = "time" };
        var limit = new Option<int?>("--limit") { Description = "1 to 200, default 50.", HelpName = "number" };
        var cursor = new Option<string?>("--cursor") { Description = "next_cursor of the page before.", HelpName = "chg_…" };
        return commands.Make("changes", "List what operators changed: who, what, from which version to which; the newest first.", async run =>
        {
            using var gateway = run.Operator();
            var query = QueryText.Of(
                ("subject_kind", run.Get(kind)), ("subject", run.Get(subject)), ("operator", run.Get(by)), ("action", run.Get(action)),
                ("from", run.Get(from)), ("to", run.Get(to)), ("limit", run.Get(limit)?.ToString(null, null)), ("cursor", run.Get(cursor)));
            var answer = await gateway.GetAsync($"v1/admin/changes?{query}", run.CancellationToken);
            return run.Answer(answer, output => Table.Write(output, ["TIME", "OPERATOR", "ACTION", "SUBJECT", "FROM", "TO", "DETAIL"], answer.Items("items").Select(Row)));
        }, kind, subject, by, action, from, to, limit, cursor);
    }

    private static string[] Row(JsonNode change) =>
    [
        change.Member("at"),
        change["operator"].Member("name"),
        change.Member("action"),
        change["subject"].Member("name") is { Length: > 0 } name ? $"{name} ({change["subject"].Member("id")})" : change["subject"].Member("id"),
        change.Member("from_version"),
        change.Member("to_version"),
        string.Join(' ', (change["detail"] as JsonObject ?? []).Select(fact => $"{Table.Printable(fact.Key)}={Table.Printable($"{fact.Value}")}")),
    ];
}
