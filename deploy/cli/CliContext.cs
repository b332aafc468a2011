using FourRunr.Cli.Profiles;

namespace FourRunr.Cli;

/// <summary>What a run of the tool takes from its process.</summary>
/// <param name="IsInteractive">Whether a person can be asked: input and errors are a terminal.</param>
internal sealed record CliContext(TextReader In, TextWriter Out, TextWriter Error, bool IsInteractive, ProfileStore Profiles, TimeProvider Clock)
{
    /// <summary>Begins every message of the program.</summary>
    public const string Name = "4runr";

    public static CliContext OfThisProcess()
    {
        // UTF-8 without byte order mark and with bare line feeds, on any system: what JSON-RPC over stdio asks for.
        var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" };
        var input = new StreamReader(Console.OpenStandardInput());
        var isInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected;
        return new CliContext(input, output, Console.Error, isInteractive, new ProfileStore(ProfileStore.DefaultFolder), TimeProvider.System);
    }
}
