using FourRunr.Bench.Scenarios.Machine;

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

    /// <summary>Where and with what it was made, what went wrong, and what was reached.</summary>
    public async Task HeadAsync(OtherWork other, bool quick, IReadOnlyList<string> faults, IReadOnlyList<Target> targets)
    {
        Paragraph(string.Join('\n', (await MachineDescription.ReadAsync(other)).Select(fact => $"- {fact.Name}: {fact.Value}")));
        if (quick)
        {
            Paragraph("**A quick run: it shows that everything works; its figures are too coarse to judge by.**");
        }

        if (faults.Count > 0)
        {
            Section("This run failed");
            Paragraph(string.Join('\n', faults.Select(fault => $"- {fault}")));
        }

        Section("Targets");
        Table(["what", "target", "measured", "met"], targets.Select(target => (string[])[target.What, target.Wanted, target.Measured, target.IsMet ? "yes" : "**no**"]));
    }

    /// <summary>Writes <c>bench/reports/{name}.md</c> and the picture beside it.</summary>
    public async Task WriteAsync(string name, string svg)
    {
        Paragraph($"![{name}]({name}.svg)");
        var folder = Directory.CreateDirectory(Path.Combine(BenchRun.Root, "bench/reports")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.md"), _text.ToString());
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.svg"), svg);
    }

    private void Row(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
