using System.Text.Json;
using System.Text.Json.Nodes;

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

/// <summary>Body of <c>POST /v1/admin/tools/import</c>.</summary>
/// <param name="Tool">The name that the tool will have.</param>
/// <param name="Openapi">An OpenAPI 3.0 or 3.1 document: a JSON object, or a string that holds JSON or YAML.</param>
/// <param name="BaseUrl">In place of the document's first server.</param>
/// <param name="Operations">Ids, or <c>GET /path</c>, of the operations wanted; absent: all.</param>
public sealed record ImportToolRequest(string Tool, JsonElement Openapi, string? BaseUrl = null, IReadOnlyList<string>? Operations = null);

/// <summary>What an OpenAPI document becomes. Nothing is stored: the operator looks, changes and declares it.</summary>
/// <param name="Definition">To be sent to <c>POST /v1/admin/tools</c>.</param>
/// <param name="Errors">What must be corrected before; absent when the definition is good as it is.</param>
public sealed record ImportToolResponse(
    JsonObject Definition,
    IReadOnlyList<UnsupportedOperation> Unsupported,
    IReadOnlyList<string> Warnings,
    IReadOnlyDictionary<string, string[]>? Errors = null);

/// <param name="Operation">E.g. <c>POST /pets</c>.</param>
public sealed record UnsupportedOperation(string Operation, string Reason);
