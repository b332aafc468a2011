namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>One version of a stored definition, without its text.</summary>
internal sealed record DefinitionVersion
{
    public required string Tool { get; init; }
    public required int Version { get; init; }
    public required bool Deleted { get; init; }
}

/// <summary>One version of a stored definition.</summary>
internal sealed record StoredDefinition
{
    public required string Tool { get; init; }
    public required int Version { get; init; }
    public required bool Deleted { get; init; }

    /// <summary>JSON, as the operator sent it.</summary>
    public required string Definition { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
}
