using FourRunr.ToolProxy.McpServers.Admission;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers.Management;

/// <summary>MCP servers as operators see them.</summary>
internal static class McpServerView
{
    public static McpServerSummary Summary(McpServer server, IEnumerable<PinnedTool> pins) => new(
        server.Tool,
        server.Source.Url.ToString(),
        pins.GroupBy(pin => pin.State.ToString().ToLowerInvariant()).OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
        server.ListedAt,
        server.Problem);

    public static McpServerResponse Whole(McpServer server, IReadOnlyList<PinnedTool> pins, ToolCatalog catalog) => new(
        server.Tool, server.Source.Url.ToString(), [.. pins.Select(pin => ToResponse(pin, pins, catalog))], server.ListedAt, server.Problem);

    private static McpToolResponse ToResponse(PinnedTool pin, IReadOnlyList<PinnedTool> pins, ToolCatalog catalog) => new(
        pin.Name,
        pin.Action,
        pin.State,
        pin.SeenHash,
        pin.SeenAt,
        JsonNode.Parse(pin.SeenDefinition)!.AsObject(),
        [.. Flags(pin, pins, catalog)],
        pin.ApprovedDefinition is null ? null : JsonNode.Parse(pin.ApprovedDefinition)!.AsObject(),
        pin.DecidedAt,
        pin.DecidedBy);

    private static IEnumerable<string> Flags(PinnedTool pin, IReadOnlyList<PinnedTool> pins, ToolCatalog catalog)
    {
        foreach (var other in pins.Where(other => other.Action == pin.Action && other.Name != pin.Name))
        {
            yield return $"same_action:{other.Name}";
        }

        foreach (var like in LookAlikes.Of(pin, pins, catalog.Actions))
        {
            yield return $"looks_like:{like}";
        }

        if (JsonNode.Parse(pin.SeenDefinition)!["inputSchema"] is JsonObject schema && McpServerSchema.Read(schema).Problem is { } problem)
        {
            yield return $"unusable:{problem}";
        }
    }
}
