using System.Text.RegularExpressions;

namespace FourRunr.Docs.Tests.Pages;

/// <summary>A Markdown page, read for its blocks.</summary>
internal sealed partial record Page(string Name, IReadOnlyList<PageBlock> Blocks)
{
    private static readonly string[] ShellNames = ["sh", "bash", "shell", "console"];
    private static readonly string[] OutputNames = ["", "text", "json"];

    /// <exception cref="PageException">A comment above a block cannot be understood.</exception>
    public static Page Read(string name, string text)
    {
        var fences = Fences(text.Split('\n'));
        List<PageBlock> blocks = [];
        for (var index = 0; index < fences.Count; index++)
        {
            var fence = fences[index];
            if (Use(name, fence) is { } use)
            {
                var next = index + 1 < fences.Count ? fences[index + 1] : null;
                blocks.Add(new PageBlock(fence.Line, fence.Text, use, use is BlockUse.SavedFile ? null : Output(next)));
            }
        }

        return new Page(name, blocks);
    }

    private static ShownOutput? Output(Fence? next) =>
        next is { FollowsABlock: true } && OutputNames.Contains(next.Language) ? new ShownOutput(next.Line, next.Text, next.Language == "json") : null;

    /// <summary>Null for a block that is only read.</summary>
    private static BlockUse? Use(string page, Fence fence)
    {
        var isShell = ShellNames.Contains(fence.Language);
        var marker = Marker().Match(fence.Above);
        if (!marker.Success)
        {
            return isShell ? new BlockUse.Run() : null;
        }

        return (marker.Groups["what"].Value, marker.Groups["value"].Value, isShell) switch
        {
            ("not run", { Length: > 0 } reason, true) => new BlockUse.NotRun(reason),
            ("run", "background", true) => new BlockUse.Background(),
            ("file", { Length: > 0 } file, false) when Path.GetFileName(file) == file => new BlockUse.SavedFile(file),
            ("not run", "", true) => throw new PageException(page, fence.Line, "it says that it is not run, and no reason."),
            _ => throw new PageException(page, fence.Line, $"the comment '{fence.Above}' means nothing for this block."),
        };
    }

    private static List<Fence> Fences(string[] lines)
    {
        List<Fence> fences = [];
        var lastEnd = -1;
        for (var index = 0; index < lines.Length; index++)
        {
            var opening = Opening().Match(lines[index]);
            if (!opening.Success)
            {
                continue;
            }

            var start = index;
            var indent = opening.Groups["indent"].Length;
            List<string> text = [];
            while (++index < lines.Length && lines[index].Trim() != "```")
            {
                text.Add(lines[index].Length >= indent ? lines[index][indent..] : "");
            }

            var follows = lastEnd >= 0 && lines[(lastEnd + 1)..start].All(string.IsNullOrWhiteSpace);
            var above = start > 0 ? lines[start - 1].Trim() : "";
            fences.Add(new Fence(start + 1, opening.Groups["language"].Value, string.Join('\n', text) + "\n", above, follows));
            lastEnd = index;
        }

        return fences;
    }

    [GeneratedRegex(@"^(?<indent> *)```(?<language>\S*)\s*$")]
    private static partial Regex Opening();

    [GeneratedRegex("^<!-- (?<what>not run|run|file):(?: (?<value>.*?))? ?-->$")]
    private static partial Regex Marker();

    private sealed record Fence(int Line, string Language, string Text, string Above, bool FollowsABlock);
}
