namespace FourRunr.Cli;

/// <summary>What scripts go by.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The gateway refused, or what was asked for failed.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;
    public const int NotReachable = 3;
}
