using System.CommandLine;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>One tool call as an agent.</summary>
internal static class CallCommand
{
    public static Command Create(CommandFactory commands)
    {
        var agent = new AgentOptions();
        var tool = new Argument<string>("tool");
        var action = new Argument<string>("action");
        var parameters = new Argument<string?>("params") { Description = "A JSON object; - for standard input. Default: {}.", Arity = ArgumentArity.ZeroOrOne };
        var intent = new Option<string?>("--intent") { Description = "What the call is for, as policies may ask.", HelpName = "intent" };
        var idempotency = new Option<string?>("--idempotency-key") { Description = "Calls with the same key act once.", HelpName = "key" };
        return commands.Make("call", "Call a tool as an agent and print the data of its answer.", async run =>
        {
            using var gateway = new GatewayClient(agent.FindUrl(run));
            using var tokens = await agent.OpenAsync(run, gateway);
            var body = (await run.ReadObjectAsync(run.Get(parameters))).ToJsonString();
            using var asAgent = new GatewayClient(agent.FindUrl(run), await tokens.TakeAsync(run.CancellationToken));
            var path = $"v1/tools/{Uri.EscapeDataString(run.Get(tool)!)}/{Uri.EscapeDataString(run.Get(action)!)}";
            var answer = await asAgent.SendAsync(
                HttpMethod.Post, path, GatewayClient.Text(body, "application/json"), run.CancellationToken, ("X-Agent-Intent", run.Get(intent)), ("Idempotency-Key", run.Get(idempotency)));
            if (answer.Member("approval_id") is { Length: > 0 })
            {
                // 202: nothing was done yet.
                throw CliException.Failed(Refusal.Describe(202, answer.ToJsonString()));
            }

            run.Print(run.Json ? answer : answer["data"]);
            return ExitCode.Ok;
        }, [tool, action, parameters, intent, idempotency, .. agent.All]);
    }
}
