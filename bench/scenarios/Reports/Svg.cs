using System.Net;

namespace FourRunr.Bench.Scenarios.Reports;

internal static class Svg
{
    /// <summary>Told apart without colour vision, too.</summary>
    public static readonly IReadOnlyList<string> Colours = ["#4c78a8", "#f58518", "#54a24b", "#b279a2", "#9d755d", "#e45756", "#72b7b2"];

    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
