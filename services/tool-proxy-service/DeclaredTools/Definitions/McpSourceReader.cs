using FourRunr.Documents;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads the member <c>mcp</c> of a tool.</summary>
internal static class McpSourceReader
{
    private const int MostPatterns = 500;

    private static readonly string[] Kinds = ["elicitation", "sampling", "roots"];

    private enum Trust
    {
        Review,
        FirstUse,
    }

    public static McpSource? Read(ObjectReader reader)
    {
        var url = reader.Text("url", required: true) is { } text ? ToolDefinitionReader.ParseBaseUrl(text) : null;
        if (url is null && reader.Has("url"))
        {
            reader.Complain("url", "must be an absolute http or https URL without user name, query, fragment and escapes");
        }

        var trust = reader.Word<Trust>("trust") ?? Trust.Review;
        var read = reader.Texts("read", MostPatterns, ComplainOfPattern) ?? [];
        var input = reader.Texts("input", Kinds.Length, kind => Kinds.Contains(kind) ? null : $"must be one of {string.Join(", ", Kinds)}") ?? [];
        var times = ActionDefinitionReader.ReadTimes(reader);
        return url is null ? null : new McpSource(url, trust == Trust.FirstUse, read, input, times);
    }

    private static string? ComplainOfPattern(string pattern) =>
        pattern == "*" || DefinitionNames.ComplainOfAction(pattern.EndsWith('*') ? pattern[..^1] : pattern) is null
            ? null
            : "must be the name of an action, or its beginning followed by '*'";
}
