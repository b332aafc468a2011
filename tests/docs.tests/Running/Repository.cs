using System.Runtime.CompilerServices;

namespace FourRunr.Docs.Tests.Running;

internal static class Repository
{
    public static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    /// <summary>Those that speak to users of the gateway and to contributors.</summary>
    public static IEnumerable<string> Pages =>
    [
        "README.md", "CONTRIBUTING.md", "SECURITY.md",
        .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal),
    ];

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
