


namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>A tool of an HTTP API, as an operator declares it.</summary>
internal sealed record ToolDefinition
{
    public required string Tool { get; init; }

    public string? Description { get; init; }

    /// <summary>Without query; its path precedes that of every action.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Whether results may serve all agents alike. Default no.</summary>
    public bool SharesCache { get; init; }

    /// <summary>Null for an API that asks for none.</summary>
    public CredentialPlacement? Credential { get; init; }

    public required IReadOnlyDictionary<string, ActionDefinition> Actions { get; init; }
}
