using System.Text;

namespace FourRunr.Bench.Scenarios.Reports;

/// <summary>A report as Markdown, piece by piece.</summary>
internal sealed class MarkdownReport(string title)
{
    private readonly StringBuilder _text = new($"# {title}\n");

    public void Section(string heading) => Paragraph($"## {heading}");

    public void Paragraph(string text) => _text.Append('\n').Append(text).Append('\n');

    public void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        _text.Append('\n');
        Row(head);
        // Names to the left, figures to the right.
        Row([.. head.Select((_, column) => column == 0 ? "---" : "---:")]);
        foreach (var row in rows)
        {
            Row(row);
        }
    }

    public void Targets(IReadOnlyList<Target> targets)
    {
        Section("Targets");
        Table(["what", "target", "measured", "met"], targets.Select(target => (string[])[target.What, target.Wanted, target.Measured, target.IsMet ? "yes" : "**no**"]));
    }

    public void Faults(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            Section("This run failed");
            Paragraph(string.Join('\n', faults.Select(fault => $"- {fault}")));
        }
    }

    public void Facts(IReadOnlyList<(string Name, string Value)> facts) =>
        Paragraph(string.Join('\n', facts.Select(fact => $"- {fact.Name}: {(fact.Name == "command" ? $"`{fact.Value}`" : fact.Value)}")));

    public Task WriteAsync(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return File.WriteAllTextAsync(file, _text.ToString());
    }

    private void Row(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
