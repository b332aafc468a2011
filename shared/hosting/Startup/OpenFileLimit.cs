namespace FourRunr.Hosting.Startup;

/// <summary>
/// How many files and connections this process may have open at once. Every loaded assembly takes one: with too few the process would
/// fail later, at something unrelated.
/// </summary>
public static class OpenFileLimit
{
    /// <summary>About 400 for the code and data of all three services, the rest for connections. The usual default of systems.</summary>
    private const int Needed = 1024;

    /// <exception cref="InvalidConfigurationException">It is too low.</exception>
    public static void Require()
    {
        if (Read() is { } limit && limit < Needed)
        {
            throw new InvalidConfigurationException(string.Create(CultureInfo.InvariantCulture,
                $"The process may have {limit} files open at once and needs at least {Needed}. Raise the limit (ulimit -n {Needed})."));
        }
    }

    /// <returns>Null if it is unknown or unlimited. The runtime has raised the soft limit to the hard one already.</returns>
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
