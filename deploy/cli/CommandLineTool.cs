using System.CommandLine;
using System.CommandLine.Invocation;
using FourRunr.Cli.Commands;

namespace FourRunr.Cli;

/// <summary>The commands, and what becomes of their failures.</summary>
internal static class CommandLineTool
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliContext context, CancellationToken cancellationToken = default)
    {
        var parsed = Root(context).Parse(args);
        var configuration = new InvocationConfiguration { Output = context.Out, Error = context.Error, EnableDefaultExceptionHandler = false };
        try
        {
            var code = await parsed.InvokeAsync(configuration, cancellationToken);
            return parsed.Action is ParseErrorAction ? ExitCode.WrongUsage : code;
        }
        catch (CliException exception)
        {
            await context.Error.WriteLineAsync($"{CliContext.Name}: {exception.Message}");
            return exception.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await context.Error.WriteLineAsync($"{CliContext.Name}: stopped.");
            return ExitCode.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await context.Error.WriteLineAsync($"{CliContext.Name}: {exception.Message}");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Root(CliContext context)
    {
        var options = new GlobalOptions();
        var root = new RootCommand("The command line of the 4Runr Gateway: agents, policies, calls, MCP servers, and a stdio bridge for MCP clients.");
        options.AddTo(root);
        var commands = new CommandFactory(context, options);
        root.Add(LoginCommand.Create(commands));
        root.Add(TokenCommand.Create(commands));
        root.Add(McpCommand.Create(commands));
        root.Add(McpServersCommand.Create(commands));
        root.Add(AgentCommand.Create(commands));
        root.Add(PolicyCommand.Create(commands));
        root.Add(PricesCommand.Create(commands));
        root.Add(ApprovalsCommand.Create(commands));
        root.Add(CallCommand.Create(commands));
        root.Add(CallsCommand.Create(commands));
        root.Add(ChangesCommand.Create(commands));
        root.Add(AuditCommand.Create(commands));
        root.Add(StopCommand.Create(commands));
        root.Add(CompletionCommand.Create(commands));
        return root;
    }
}
