using System.Globalization;

namespace FourRunr.Hosting.Startup;

/// <summary>
/// How many files and connections the system lets this process have open at once. Every loaded assembly takes one: with too few
/// it would fail later at something that has nothing to do with it.
/// </summary>
internal static class OpenFileLimit
{
    /// <summary>Some 400 for the code and data of all three services, the rest for connections. What systems give to everybody.</summary>
    public const int Needed = 1024;

    /// <exception cref="InvalidConfigurationException">It is too low.</exception>
    public static void Demand()
    {
        if (Read() is { } limit && limit < Needed)
        {
            throw new InvalidConfigurationException(string.Create(CultureInfo.InvariantCulture,
                $"The process may have {limit} files open at once and needs at least {Needed}. Raise the limit (ulimit -n {Needed})."));
        }
    }

    /// <returns>Null where it is not known or has no bound. The runtime has raised the soft limit to the hard one already.</returns>
    private static int? Read()
    {
        const string Line = "Max open files";
        try
        {
            return File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal)) is { } found
                && int.TryParse(found[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                ? limit
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
