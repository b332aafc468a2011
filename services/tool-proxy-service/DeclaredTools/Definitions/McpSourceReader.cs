namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads the member <c>mcp</c> of a tool.</summary>
internal static class McpSourceReader
{
    private const int MostPatterns = 500;
    private const int MaxWords = 100;
    private const int StandardMemoryMiB = 4096;

    private static readonly Uri Process = new("stdio:");

    private static readonly string[] Kinds = ["elicitation", "sampling", "roots"];

    private enum Trust
    {
        Review,
        FirstUse,
    }

    public static McpSource? Read(ObjectReader reader)
    {
        var command = reader.Has("command") ? ReadCommand(reader) : null;
        var url = ReadUrl(reader);

        var trust = reader.Word<Trust>("trust") ?? Trust.Review;
        var read = reader.Texts("read", MostPatterns, ComplainOfPattern) ?? [];
        var input = reader.Texts("input", Kinds.Length, kind => Kinds.Contains(kind) ? null : $"must be one of {string.Join(", ", Kinds)}") ?? [];
        var times = ActionDefinitionReader.ReadTimes(reader);
        return url is null ? null : new McpSource(url, command, trust == Trust.FirstUse, read, input, times);
    }

    private static Uri? ReadUrl(ObjectReader reader)
    {
        if (reader.Has("command"))
        {
            if (reader.Has("url"))
            {
                reader.Complain("url", "cannot stand beside 'command'");
            }

            return Process;
        }

        return ToolDefinitionReader.ReadUrl(reader, "url");
    }

    private static McpCommand? ReadCommand(ObjectReader reader)
    {
        var line = reader.Texts("command", MaxWords, _ => null) ?? [];
        var environment = reader.Map(
            "env", MaxWords, _ => null, (entry, _) => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null);
        var memory = (int?)reader.WholeNumber("memory_mib", 64, 1024 * 1024) ?? StandardMemoryMiB;
        if (line is not [{ } path, ..] || !Path.IsPathFullyQualified(path))
        {
            reader.Complain("command", "must be a list that begins with the absolute path of a program");
            return null;
        }

        return new McpCommand(path, [.. line.Skip(1)], environment ?? new Dictionary<string, string>(), memory);
    }

    private static string? ComplainOfPattern(string pattern) =>
        pattern == "*" || DefinitionNames.ComplainOfAction(pattern.EndsWith('*') ? pattern[..^1] : pattern) is null
            ? null
            : "must be the name of an action, or its beginning followed by '*'";
}
