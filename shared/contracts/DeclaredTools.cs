namespace FourRunr.Contracts;

/// <summary>Where a declared tool is from.</summary>
public enum DeclaredToolSource
{
    /// <summary>Declared over the API; changed and deleted there.</summary>
    Stored,

    /// <summary>A file in <c>TOOLS_DIR</c> of the replica that answers.</summary>
    File,
}

/// <summary>A declared tool with its definition.</summary>
public sealed record DeclaredToolResponse
{
    public required string Tool { get; init; }

    /// <summary>From 1, never given twice; absent for a tool of a file.</summary>
    public int? Version { get; init; }
    public required DeclaredToolSource Source { get; init; }

    /// <summary>As it was declared.</summary>
    public required JsonObject Definition { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The operator.</summary>
    public string? CreatedBy { get; init; }
}

/// <summary>An entry of <c>GET /v1/admin/tools</c>.</summary>
/// <param name="Actions">Their names.</param>
public sealed record DeclaredToolSummary(string Tool, int? Version, DeclaredToolSource Source, IReadOnlyList<string> Actions);

/// <summary>Answer of <c>GET /v1/admin/tools</c>: all declared tools in use, by name.</summary>
public sealed record DeclaredToolListResponse(IReadOnlyList<DeclaredToolSummary> Tools);

/// <summary>Body of <c>POST /v1/admin/tools/import</c>, up to 32 MiB. The filters go together: what fits all of them is taken.</summary>
/// <param name="Tool">The name that the tool will have.</param>
/// <param name="Openapi">An OpenAPI 3.0 or 3.1 document: a JSON object, or a string that holds JSON or YAML.</param>
/// <param name="BaseUrl">In place of all servers of the document.</param>
/// <param name="Operations">Ids, or <c>GET /path</c>, of the operations wanted; absent: all.</param>
/// <param name="Tags">Operations with one of these tags.</param>
/// <param name="Paths">
/// Operations at or below one of these paths; <c>*</c> stands for any part of a segment, <c>**</c> for any part of a path.
/// </param>
/// <param name="Server">Operations of this server only, where they have several; absent: the document's first.</param>
/// <param name="Security">The security scheme whose credential the tool has; absent: the one that most operations can do with.</param>
/// <param name="SourceUrl">Where the document is from: relative servers are relative to it. It is not fetched.</param>
public sealed record ImportToolRequest(
    string Tool,
    JsonElement Openapi,
    string? BaseUrl = null,
    IReadOnlyList<string>? Operations = null,
    IReadOnlyList<string>? Tags = null,
    IReadOnlyList<string>? Paths = null,
    string? Server = null,
    string? Security = null,
    string? SourceUrl = null);

/// <summary>What an OpenAPI document becomes. Nothing is stored: the operator looks, changes and declares it.</summary>
/// <param name="Definition">To be sent to <c>POST /v1/admin/tools</c>.</param>
/// <param name="Errors">What must be corrected before; absent when the definition is good as it is.</param>
/// <param name="Security">The security scheme that became the tool's credential.</param>
public sealed record ImportToolResponse(
    JsonObject Definition,
    IReadOnlyList<UnsupportedOperation> Unsupported,
    IReadOnlyList<string> Warnings,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    string? Security = null);

/// <param name="Operation">E.g. <c>POST /pets</c>.</param>
public sealed record UnsupportedOperation(string Operation, string Reason);
