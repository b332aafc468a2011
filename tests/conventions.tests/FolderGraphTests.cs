using System.Text.RegularExpressions;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>The folders of a project form no circle, so that each can be understood with only those below it.</summary>
public sealed partial class FolderGraphTests
{
    private const string Page = "docs/architecture.md";
    private const string Drawn = "services/tool-proxy-service";
    private const string Begin = "<!-- folders: UPDATE_DOCS=1 dotnet test --project tests/conventions.tests -- --filter-class '*FolderGraphTests' -->\n";
    private const string End = "<!-- end of folders -->\n";

    public static TheoryData<string> Projects =>
    [
        .. ((string[])["services", "shared", "deploy"]).SelectMany(folder => Sources.Files(folder, "*.csproj"))
            .Select(project => Path.GetDirectoryName(project)!.Replace('\\', '/')),
    ];

    [Theory, MemberData(nameof(Projects))]
    public void Folders_OfAProject_FormNoCircle(string project)
    {
        var circle = GraphOf(project).FindCircle();

        Assert.True(circle is null, circle);
    }

    [Theory, MemberData(nameof(Projects))]
    public void Namespaces_OfAProject_FollowItsFolders(string project)
    {
        var root = RootNamespaceOf(project);
        var misplaced = Sources.Files(project, "*.cs").Where(file =>
            Namespace().Match(Sources.Read(file)) is { Success: true } declared
            && declared.Groups["name"].Value != string.Join('.', Relative(project, file).Split('/')[..^1].Prepend(root)));

        Assert.Empty(misplaced);
        Assert.DoesNotContain(Sources.Files(project, "*.cs"), file => GlobalUsing().IsMatch(Sources.Read(file)));
        // Those of other projects say nothing about this one.
        Assert.DoesNotContain($"<Using Include=\"{root}", ProjectFile(project), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("using Root.B;")]
    [InlineData("using Root.B.Deep;")]
    [InlineData("using static Root.B.Two;")]
    [InlineData("using Alias = Root.B.Two;")]
    [InlineData("@using Root.B")]
    [InlineData("class One { Root.B.Two two; }")]
    [InlineData("class One { global::Root.B.Two two; }")]
    [InlineData("class One { object two = new B.Two(); }")]
    [InlineData("class One { object two = new B.Deep.Three(); }")]
    [InlineData("class One { string two = $\"{B.Two.Name}\"; }")]
    [InlineData("[Marked] class One { }")]
    [InlineData("class One { void Run(object it) => it.Extend(); }")]
    [InlineData("class One { int Run(object it) => it.Size; }")]
    [InlineData("class One { Via via; }")]
    public void FindCircle_UseOfAnyForm_IsFound(string use)
    {
        Assert.Null(Planted("class One { }").FindCircle());

        var circle = Planted(use).FindCircle();

        Assert.Contains("A → ", circle, StringComparison.Ordinal);
        Assert.Contains("B → A (B/Two.cs)", circle, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_FoldersAboveEachOther_LeavesOutWhatFollows()
    {
        var graph = FolderGraph.Of("Root",
        [
            ("A/One.cs", "using Root.B; using Root.C;"),
            ("B/Two.cs", "namespace Root.B; using Root.C; class Two;"),
            ("C/Three.cs", "namespace Root.C; class Three;"),
        ]);

        Assert.Equal("```mermaid\nflowchart TB\n    A --> B\n    B --> C\n    C\n```\n", FolderPicture.Draw(graph));
    }

    /// <summary>With <c>UPDATE_DOCS=1</c> the picture is drawn anew instead.</summary>
    [Fact]
    public void Picture_InTheArchitecture_ShowsTheFoldersOfTheProxy()
    {
        var page = Sources.Read(Page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"{Page} has no place for the picture.");
        var current = page[..(begin + Begin.Length)] + FolderPicture.Draw(GraphOf(Drawn)) + page[end..];
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(Sources.Root, Page), current);
            return;
        }

        Assert.Equal(current, page);
    }

    private static FolderGraph Planted(string use) => FolderGraph.Of("Root",
    [
        ("A/One.cs", use),
        ("B/Two.cs", "using Root.A;\nnamespace Root.B;\npublic sealed class Two { }"),
        ("B/Deep/Three.cs", "namespace Root.B.Deep;\ninternal enum Three { }"),
        ("Marked.cs", "namespace Root;\nusing Root.B;\nclass MarkedAttribute : Attribute { }"),
        ("Extend.cs", "using Root.B;\nnamespace Root;\nstatic class Extending { public static void Extend<T>(this T it) { } }"),
        ("Size.cs", "using Root.B;\nnamespace Root;\nstatic class Sizes { extension(object it) { public int Size => 1; } }"),
        ("Via.cs", "namespace Root;\npublic readonly record struct Via(B.Two Two);"),
        ("Composition.cs", "using Root.A;\nusing Root.B;\nnamespace Root;\nclass Composition { }"),
    ]);

    private static FolderGraph GraphOf(string project) => FolderGraph.Of(
        RootNamespaceOf(project),
        Sources.Files(project, "*.cs").Concat(Sources.Files(project, "*.razor")).Select(file => (Relative(project, file), Sources.Read(file))));

    private static string RootNamespaceOf(string project) => RootNamespace().Match(ProjectFile(project)) is { Success: true } said
        ? said.Groups["name"].Value
        : Path.GetFileNameWithoutExtension(Sources.Files(project, "*.csproj").Single());

    private static string ProjectFile(string project) => Sources.Read(Sources.Files(project, "*.csproj").Single());

    private static string Relative(string project, string file) => file[(project.Length + 1)..];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*global\s+using\s+(?:static\s+)?FourRunr", RegexOptions.Multiline)]
    private static partial Regex GlobalUsing();

    [GeneratedRegex("<RootNamespace>(?<name>[^<]+)<")]
    private static partial Regex RootNamespace();
}
