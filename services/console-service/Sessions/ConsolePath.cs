namespace FourRunr.WebConsole.Sessions;

/// <summary>Where the console is.</summary>
internal static class ConsolePath
{
    /// <summary>Everything lies below this path, so that the front door can forward it.</summary>
    public const string Base = "/console";
}
