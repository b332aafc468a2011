namespace FourRunr.Cli;

/// <summary>Ends a command with an exit code and a message for people, which holds no secret.</summary>
internal sealed class CliException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode => exitCode;

    public static CliException Usage(string message) => new(Cli.ExitCode.WrongUsage, message);

    public static CliException Failed(string message, Exception? cause = null) => new(Cli.ExitCode.Failed, message, cause);
}
