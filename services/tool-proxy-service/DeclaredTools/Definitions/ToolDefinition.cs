namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>A tool of an HTTP API, as an operator declares it.</summary>
internal sealed record ToolDefinition
{
    public required string Tool { get; init; }

    public string? Description { get; init; }

    /// <summary>Without query; its path goes before the path of every action.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Whether all agents share cached results. Default no.</summary>
    public bool SharesCache { get; init; }

    /// <summary>Null for an API without authentication.</summary>
    public CredentialPlacement? Credential { get; init; }

    public required IReadOnlyDictionary<string, ActionDefinition> Actions { get; init; }
}
