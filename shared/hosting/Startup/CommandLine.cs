namespace FourRunr.Hosting.Startup;

/// <summary>
/// What was typed behind a program's name: a command, a wish for help, or configuration as the host reads it (<c>--NAME=value</c>,
/// <c>--NAME value</c>). The host itself passes over what it does not understand, and a gateway would start that nobody asked for.
/// </summary>
public abstract record CommandLine
{
    /// <summary>Exit code for what cannot be understood, as shells and getopt have it.</summary>
    public const int Misused = 2;

    private const int MostTypos = 2;

    private static readonly string[] HelpWords = ["--help", "-h", "-?", "help"];
    private static readonly string[] VersionWords = ["--version", "version"];

    private CommandLine()
    {
    }

    /// <param name="commands">Those that the program knows; what follows one is its own to read.</param>
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

    /// <summary>What the host would pass over in silence, or stumble over.</summary>
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
                // What stands behind '=' may be a secret.
                : $"unknown argument '{name}'; settings are written --NAME=value.";
        }

        return null;
    }

    private static string Nearest(string typed, string[] commands)
    {
        var nearest = commands.FirstOrDefault(command => typed.Length > 2 && command.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            ?? commands.Where(command => Distance(typed, command) <= MostTypos).MinBy(command => Distance(typed, command));
        return nearest is null
            ? $"; known are {string.Join(", ", commands.Select(command => $"'{command}'"))}."
            : $"; did you mean '{nearest}'?";
    }

    /// <summary>Letters to add, remove or replace (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (same ? 0 : 1), 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[^1];
    }

    public sealed record Help : CommandLine;

    public sealed record ShowVersion : CommandLine;

    /// <param name="Command">Null for none.</param>
    /// <param name="Arguments">Those behind the command.</param>
    public sealed record Run(string? Command, string[] Arguments) : CommandLine;

    /// <param name="Text">One line, without a secret.</param>
    public sealed record Mistake(string Text) : CommandLine;
}
