using System.Text.RegularExpressions;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>Pages lead where they say.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. Sources.Files("", "*.md")];

    [Theory, MemberData(nameof(Pages))]
    public void Links_ToFilesAndHeadings_Exist(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Sources.Root, page))!;
        foreach (Match link in Link().Matches(Sources.Read(page)))
        {
            var (path, heading) = (link.Groups["path"].Value, link.Groups["heading"].Value);
            var target = path.Length == 0 ? Path.Combine(Sources.Root, page) : Path.GetFullPath(Path.Combine(folder, path));
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page} links to {path}, which is not there.");
            Assert.True(heading.Length == 0 || Headings(target).Contains(heading), $"{page} links to {path}#{heading}, which is no heading.");
        }
    }

    [Fact]
    public void Readme_Words_AreFewEnoughToBeReadToTheEnd() =>
        Assert.InRange(Sources.Read("README.md").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 1, 900);

    /// <summary>As they are linked to: lower case, spaces as hyphens, without other marks.</summary>
    private static IEnumerable<string> Headings(string page) => File.ReadAllLines(page)
        .Where(line => line.StartsWith('#'))
        .Select(line => Marks().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?![a-z]+:)(?<path>[^)#\s]*)(?:#(?<heading>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Marks();
}
