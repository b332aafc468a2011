using System.CommandLine;
using FourRunr.Cli.Bridge;
using FourRunr.Cli.Gateway;

namespace FourRunr.Cli.Commands;

/// <summary>The bridge for MCP clients that start a program; and the MCP servers behind the gateway.</summary>
internal static class McpCommand
{
    private const string Bridges = "Be an MCP server over stdio: pass messages on to the gateway, with tokens of an agent.";

    public static Command Create(CommandFactory commands)
    {
        var mcp = CreateBridge(commands, "mcp", $"{Bridges} Or manage the MCP servers behind the gateway.");
        mcp.Add(CreateBridge(commands, "bridge", Bridges));
        foreach (var command in McpServersCommand.Subcommands(commands))
        {
            mcp.Add(command);
        }

        return mcp;
    }

    private static Command CreateBridge(CommandFactory commands, string name, string description)
    {
        var agent = new AgentOptions();
        var tool = new Option<string?>("--tool") { Description = "Offer this tool or MCP server alone.", HelpName = "tool" };
        return commands.Make(name, description, async run =>
        {
            using var gateway = new GatewayClient(agent.FindUrl(run));
            using var tokens = await agent.OpenAsync(run, gateway);
            // A wrong key ends the program here, where the client's user sees why, and not at the first message.
            await tokens.TakeAsync(run.CancellationToken);
            var path = run.Get(tool) is { } one ? $"mcp/{Uri.EscapeDataString(one)}" : "mcp";
            using var bridge = new McpBridge(gateway, tokens, path, run.Context);
            await bridge.RunAsync(run.CancellationToken);
            return ExitCode.Ok;
        }, [tool, .. agent.All]);
    }
}
