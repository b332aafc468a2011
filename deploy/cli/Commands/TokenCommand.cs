using System.CommandLine;
using FourRunr.Cli.Gateway;

namespace FourRunr.Cli.Commands;

/// <summary>Fetches a token by the agent's private key.</summary>
internal static class TokenCommand
{
    public static Command Create(CommandFactory commands)
    {
        var agent = new AgentOptions();
        var header = new Option<bool>("--header") { Description = "Print a JSON object of HTTP headers, for clients that take headers from a command." };
        return commands.Make("token", "Print a token for an agent, fetched with its private key.", run => RunAsync(run, agent, run.Get(header)), [.. agent.All, header]);
    }

    private static async Task<int> RunAsync(CommandRun run, AgentOptions agent, bool asHeader)
    {
        using var gateway = new GatewayClient(agent.FindUrl(run));
        using var tokens = await agent.OpenAsync(run, gateway);
        var answer = await tokens.FetchAsync(run.CancellationToken);
        if (asHeader)
        {
            run.Print(new JsonObject { ["Authorization"] = $"Bearer {answer["access_token"]}" }, indented: false);
            return ExitCode.Ok;
        }

        return run.Answer(answer, output => output.WriteLine(answer["access_token"]));
    }
}
