namespace FourRunr.Hosting.Startup;

/// <summary>
/// The arguments of a program: a command, a request for help, or configuration for the host (<c>--NAME=value</c>, <c>--NAME value</c>).
/// The host itself ignores what it does not understand, so a typing error would start a gateway with other settings.
/// </summary>
public abstract record CommandLine
{
    /// <summary>Exit code for wrong arguments, as in shells and getopt.</summary>
    public const int Misused = 2;

    private const int MostTypos = 2;

    private static readonly string[] HelpWords = ["--help", "-h", "-?", "help"];
    private static readonly string[] VersionWords = ["--version", "version"];

    private CommandLine()
    {
    }

    /// <param name="commands">The commands of the program; each reads what follows it.</param>
    public static CommandLine Read(string[] args, params string[] commands)
    {
        if (args is [])
        {
            return new Run(null, args);
        }

        var first = args[0];
        if (HelpWords.Contains(first) || args[^1] is "--help" or "-h")
        {
            return new Help();
        }

        if (VersionWords.Contains(first))
        {
            return new ShowVersion();
        }

        if (commands.Contains(first))
        {
            return new Run(first, args[1..]);
        }

        return FirstMistake(args, commands) is { } mistake ? new Mistake(mistake) : new Run(null, args);
    }

    /// <summary>What the host would ignore or fail on.</summary>
    private static string? FirstMistake(string[] args, string[] commands)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var argument = args[index];
            var name = argument.Split('=')[0];
            if (name != argument && name.Length > 0 && (name.StartsWith("--", StringComparison.Ordinal) || name[0] != '-'))
            {
                continue;
            }

            if (name == argument && argument.Length > 2 && argument.StartsWith("--", StringComparison.Ordinal))
            {
                if (++index == args.Length || args[index].StartsWith("--", StringComparison.Ordinal))
                {
                    return $"'{argument}' is no option, and has no value as a setting; write {argument}=value.";
                }

                continue;
            }

            return index == 0 && argument[..Math.Min(1, argument.Length)] != "-" && commands.Length > 0
                ? $"unknown command '{argument}'{Nearest(argument, commands)}"
                // The part after '=' may be a secret.
                : $"unknown argument '{name}'; settings are written --NAME=value.";
        }

        return null;
    }

    private static string Nearest(string typed, string[] commands)
    {
        var nearest = commands.FirstOrDefault(command => typed.Length > 2 && command.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            ?? commands.Where(command => Typos(typed, command) <= MostTypos).MinBy(command => Typos(typed, command));
        return nearest is null
            ? $"; known are {string.Join(", ", commands.Select(command => $"'{command}'"))}."
            : $"; did you mean '{nearest}'?";
    }

    private static int Typos(string typed, string command) => EditDistance.Of(typed.ToLowerInvariant(), command);

    public sealed record Help : CommandLine;

    public sealed record ShowVersion : CommandLine;

    /// <param name="Command">Null for none.</param>
    /// <param name="Arguments">Those after the command.</param>
    public sealed record Run(string? Command, string[] Arguments) : CommandLine;

    /// <param name="Text">One line, without a secret.</param>
    public sealed record Mistake(string Text) : CommandLine;
}
