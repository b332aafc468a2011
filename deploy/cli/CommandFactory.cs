using System.CommandLine;

namespace FourRunr.Cli;

/// <summary>Makes commands that run with the context of this process.</summary>
internal sealed class CommandFactory(CliContext context, GlobalOptions options)
{
    /// <param name="symbols">Arguments and options, in the order that help shows them.</param>
    public Command Make(string name, string description, Func<CommandRun, Task<int>> run, params Symbol[] symbols)
    {
        var command = Group(name, description, symbols);
        SetAction(command, run);
        return command;
    }

    /// <summary>A command that only leads to others.</summary>
    public static Command Group(string name, string description, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Add(argument);
                    break;
                case Option option:
                    command.Add(option);
                    break;
                case Command subcommand:
                    command.Add(subcommand);
                    break;
            }
        }

        return command;
    }

    public void SetAction(Command command, Func<CommandRun, Task<int>> run) =>
        command.SetAction((parsed, cancellationToken) => run(new CommandRun(parsed, context, options, cancellationToken)));
}
