using System.Runtime.CompilerServices;

namespace FourRunr.Conventions.Tests;

/// <summary>The files of this repository, without what builds put beside them.</summary>
internal static class Sources
{
    private static readonly string[] Generated = ["bin", "obj", "TestResults", "node_modules"];

    public static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    /// <param name="folder">Relative to the root; "" for everything.</param>
    public static string[] Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part.StartsWith('.') || Generated.Contains(part)))
            .Order(StringComparer.Ordinal)];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
