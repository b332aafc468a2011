namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>One version of a stored definition, without its text.</summary>
internal sealed record DefinitionVersion(string Tool, int Version, bool Deleted);

/// <summary>One version of a stored definition.</summary>
/// <param name="Definition">JSON, as the operator sent it.</param>
internal sealed record StoredDefinition(
    string Tool, int Version, string Definition, bool Deleted, DateTimeOffset CreatedAt, string CreatedBy);
