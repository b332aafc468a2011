using FourRunr.Cli.Profiles;
using FourRunr.Testing;

namespace FourRunr.Cli.Tests;

/// <summary>Somebody with a home of their own who types commands.</summary>
internal sealed class CliUser : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    /// <summary>What <c>XDG_CONFIG_HOME</c> is for this user.</summary>
    public string Config => _home.Path;

    public ProfileStore Profiles => new(PathOf("4runr"));

    public string PathOf(string file) => Path.Combine(_home.Path, file);

    public string Write(string file, string text)
    {
        File.WriteAllText(PathOf(file), text);
        return PathOf(file);
    }

    /// <summary>Without input.</summary>
    public Task<CliResult> RunAsync(params string[] args) => PipeAsync("", args);

    /// <summary>With a file or another command's output as input.</summary>
    public Task<CliResult> PipeAsync(string input, params string[] args) => RunAsync(input, isInteractive: false, args);

    /// <summary>At a terminal, with the answers to what is asked.</summary>
    public Task<CliResult> TypeAsync(string answers, string[] args) => RunAsync(answers, isInteractive: true, args);

    public void Dispose() => _home.Dispose();

    private async Task<CliResult> RunAsync(string input, bool isInteractive, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CliContext(new StringReader(input), output, error, isInteractive, Profiles, TimeProvider.System);
        var code = await CommandLineTool.RunAsync(args, context);
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
