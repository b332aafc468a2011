using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Schemas;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>One action: its parameters, and the templates of the request.</summary>
internal sealed record ActionDefinition
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required HttpMethod Method { get; init; }

    public required PathTemplate Path { get; init; }

    public QueryTemplate Query { get; init; } = new([]);

    public IReadOnlyList<KeyValuePair<string, TextTemplate>> Headers { get; init; } = [];

    public BodyTemplate? Body { get; init; }

    /// <summary><see cref="ToolAction.Read"/> or <see cref="ToolAction.Write"/>.</summary>
    public required string Permission { get; init; }

    public required bool Idempotent { get; init; }

    /// <summary>The header in which the API accepts an idempotency key; null if it accepts none.</summary>
    public string? IdempotencyHeader { get; init; }

    public TimeSpan? CacheFor { get; init; }

    public ToolTimes Times { get; init; } = new();

    public int MaxResponseBytes { get; init; } = OutboundRequest.StandardMaxResponseBytes;

    public ParameterSchema Parameters { get; init; } = ParameterSchema.Nothing;

    public IReadOnlyList<string> UrlParameters { get; init; } = [];

    public IReadOnlyList<string> PlainParameters { get; init; } = [];
}
