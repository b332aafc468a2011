using System.Net;

namespace FourRunr.Bench.Scenarios.Reports;

internal static class Svg
{
    /// <summary>Told apart without colour vision, too.</summary>
    public static readonly IReadOnlyList<string> Colours = ["#4c78a8", "#f58518", "#54a24b", "#b279a2", "#9d755d", "#e45756", "#72b7b2"];

    public static string Page(string title, int width, int height, StringBuilder body) => Texts.Line($"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="12">
        <rect width="100%" height="100%" fill="#ffffff"/>
        <text x="16" y="24" font-size="16" font-weight="bold">{Text(title)}</text>
        {body}</svg>

        """);

    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
