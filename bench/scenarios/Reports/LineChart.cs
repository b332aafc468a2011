namespace FourRunr.Bench.Scenarios.Reports;

/// <summary>Lines over a common axis as SVG, one panel below the other; both axes begin at zero.</summary>
internal static class LineChart
{
    private const int Width = 860;
    private const int Height = 220;
    private const int Left = 70;
    private const int Right = 270;
    private const int Steps = 4;

    public static string Draw(string title, IReadOnlyList<LinePanel> panels)
    {
        var body = new StringBuilder();
        var y = 40;
        foreach (var panel in panels)
        {
            Draw(body, panel, y);
            y += Height + 70;
        }

        return Svg.Page(title, Width, y, body);
    }

    private static void Draw(StringBuilder body, LinePanel panel, int top)
    {
        var (bottom, width) = (top + 26 + Height, Width - Left - Right);
        var mostX = Math.Max(1, panel.Lines.Max(line => line.Points.Max(point => point.X)));
        var mostY = Math.Max(1, panel.Lines.Max(line => line.Points.Max(point => point.Y)));
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"16\" y=\"{top + 16}\" font-weight=\"bold\">{Svg.Text(panel.Title)}</text>\n");
        for (var step = 0; step <= Steps; step++)
        {
            var (x, y) = (Left + width * step / Steps, bottom - Height * step / Steps);
            body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{y}\" x2=\"{Left + width}\" y2=\"{y}\" stroke=\"#dddddd\"/>");
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{mostY * step / Steps:N0}</text>");
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{bottom + 16}\" text-anchor=\"middle\">{mostX * step / Steps:N0}</text>\n");
        }

        foreach (var (line, number) in panel.Lines.Select((line, number) => (line, number)))
        {
            var colour = Svg.Colours[number % Svg.Colours.Count];
            var points = string.Join(' ', line.Points.Select(point =>
                Texts.Line($"{Left + width * point.X / mostX:F1},{bottom - Height * point.Y / mostY:F1}")));
            body.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + width + 14}\" y=\"{top + 40 + 18 * number}\" fill=\"{colour}\">{Svg.Text(line.Name)}</text>\n");
        }
    }
}

internal sealed record LinePanel(string Title, IReadOnlyList<Line> Lines);

internal sealed record Line(string Name, IReadOnlyList<(double X, double Y)> Points);
