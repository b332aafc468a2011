namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>A tool of an HTTP API, or an MCP server, as an operator declares it.</summary>
internal sealed record ToolDefinition
{
    public required string Tool { get; init; }

    public string? Description { get; init; }

    /// <summary>Without query. Of an HTTP API: its path goes before the path of every action; of an MCP server: its endpoint.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Whether all agents share cached results. Default no.</summary>
    public bool SharesCache { get; init; }

    /// <summary>Null for an API without authentication.</summary>
    public CredentialPlacement? Credential { get; init; }

    /// <summary>Of an HTTP API; an MCP server says itself which there are.</summary>
    public IReadOnlyDictionary<string, ActionDefinition> Actions { get; init; } = new Dictionary<string, ActionDefinition>();

    /// <summary>Null for an HTTP API.</summary>
    public McpSource? Mcp { get; init; }
}
