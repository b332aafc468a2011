using System.CommandLine;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>The kill switch: all tokens end, and nobody fetches new ones.</summary>
internal static class StopCommand
{
    public static Command Create(CommandFactory commands)
    {
        var agent = new Option<string?>("--agent") { Description = "This agent …", HelpName = "agt_…" };
        var role = new Option<string?>("--role") { Description = "… or every agent of this role …", HelpName = "role" };
        var all = new Option<bool>("--all") { Description = "… or all agents." };
        var reason = new Option<string>("--reason") { Description = "Why; kept with the record.", HelpName = "text", Required = true };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = commands.Make("stop", "The kill switch: revoke all tokens and suspend the agents.", async run =>
        {
            using var gateway = run.Operator();
            var (member, value, whom) = run.Get(all) ? ("all", true, "all agents")
                : run.Get(agent) is { } id ? ("agent_id", (JsonNode)id, id)
                : ("role", (JsonNode)run.Get(role)!, $"all agents of the role {run.Get(role)}");
            await run.ConfirmAsync($"Stop {whom}?", run.Get(yes));
            var body = new JsonObject { [member] = value, ["reason"] = run.Get(reason), ["suspend"] = true };
            var answer = await gateway.PostAsync("v1/revocations", body, run.CancellationToken);
            return run.Answer(answer, output => output.WriteLine($"Stopped {whom}: all tokens are revoked, {answer.Member("suspended_agents")} agents suspended ({answer.Member("revocation_id")})."));
        }, agent, role, all, reason, yes);
        command.Validators.Add(result =>
        {
            var given = new[] { result.GetValue(agent) is not null, result.GetValue(role) is not null, result.GetValue(all) };
            if (given.Count(isGiven => isGiven) != 1)
            {
                result.AddError("Give exactly one of --agent, --role and --all.");
            }
        });
        return command;
    }
}
