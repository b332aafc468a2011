using System.CommandLine;

namespace FourRunr.Cli.Commands;

/// <summary>Prints what a shell needs to complete commands: it asks the tool itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _4runr() { local IFS=$'\n'; COMPREPLY=($(compgen -W "$(4runr "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")); }
        complete -o default -F _4runr 4runr
        """;

    private const string Zsh = """
        _4runr() { compadd -- ${(f)"$(4runr "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"}; }
        compdef _4runr 4runr
        """;

    public static Command Create(CommandFactory commands)
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        return commands.Make("completion", "Print a script that completes commands, e.g. for ~/.bashrc: eval \"$(4runr completion bash)\"", async run =>
        {
            await run.Context.Out.WriteLineAsync((run.Get(shell) == "zsh" ? Zsh : Bash).ReplaceLineEndings("\n"));
            return ExitCode.Ok;
        }, shell);
    }
}
