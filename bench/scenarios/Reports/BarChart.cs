namespace FourRunr.Bench.Scenarios.Reports;

/// <summary>Horizontal bars as SVG, one panel below the other.</summary>
internal static class BarChart
{
    private const int Width = 900;
    private const int Left = 300;
    private const int Row = 22;

    public static string Draw(string title, IReadOnlyList<Panel> panels)
    {
        var body = new StringBuilder();
        var y = 40;
        foreach (var panel in panels)
        {
            y = Draw(body, panel, y);
        }

        return Svg.Page(title, Width, y, body);
    }

    private static int Draw(StringBuilder body, Panel panel, int y)
    {
        var longest = panel.Bars.Max(bar => bar.Value);
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"16\" y=\"{y + 16}\" font-weight=\"bold\">{Svg.Text(panel.Title)}</text>\n");
        y += 26;
        foreach (var bar in panel.Bars)
        {
            var length = longest > 0 ? (Width - Left - 110) * bar.Value / longest : 0;
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 13}\" text-anchor=\"end\">{Svg.Text(bar.Name)}</text>");
            body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y}\" width=\"{length:F1}\" height=\"{Row - 5}\" fill=\"{bar.Colour}\"/>");
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + length + 6:F1}\" y=\"{y + 13}\">{Svg.Text(bar.Label)}</text>\n");
            y += Row;
        }

        return y + 14;
    }
}

internal sealed record Panel(string Title, IReadOnlyList<Bar> Bars);

internal sealed record Bar(string Name, double Value, string Label, string Colour);
