using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace FourRunr.Testing;

/// <summary>The version that this repository gives itself, in <c>Directory.Build.props</c>.</summary>
public static class DeclaredVersion
{
    public static string Text { get; } = XDocument.Load(Path.Combine(Root(), "Directory.Build.props")).Descendants("Version").Single().Value;

    private static string Root([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "..");
}
