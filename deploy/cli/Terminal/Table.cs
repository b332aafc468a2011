namespace FourRunr.Cli.Terminal;

/// <summary>Columns for people.</summary>
internal static class Table
{
    private const int WidestCell = 60;

    public static void Write(TextWriter output, string[] head, IEnumerable<string[]> rows)
    {
        string[][] lines = [head, .. rows.Select(row => row.Select(Text).ToArray())];
        var widths = head.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>A member as one line; empty when it is absent.</summary>
    public static string Member(this JsonNode? node, string name) => node?[name] is { } value ? Printable(value.ToString()) : "";

    public static IEnumerable<JsonNode> Items(this JsonNode? node, string name) => (node?[name] as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>Text of others must neither steer the terminal nor hide (direction marks, invisible characters).</summary>
    public static string Printable(string text) => string.Concat(text.Select(character =>
        char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '?' : character));

    private static string Text(string cell) => cell.Length <= WidestCell ? cell : $"{cell[..(WidestCell - 1)]}…";
}
