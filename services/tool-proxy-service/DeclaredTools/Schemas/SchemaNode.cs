using System.Text.Json;
using System.Text.RegularExpressions;

namespace FourRunr.ToolProxy.DeclaredTools.Schemas;

/// <summary>One compiled schema: what a value must be. What is null or empty demands nothing.</summary>
internal sealed record SchemaNode
{
    public SchemaTypes Types { get; init; }

    /// <summary>Of <c>enum</c> or <c>const</c>.</summary>
    public IReadOnlyList<JsonElement>? Allowed { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public double? ExclusiveMinimum { get; init; }

    public double? ExclusiveMaximum { get; init; }

    /// <summary>In Unicode characters, as <see cref="MaxLength"/>.</summary>
    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public Regex? Pattern { get; init; }

    public StringFormat? Format { get; init; }

    public SchemaNode? Items { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = new Dictionary<string, SchemaNode>();

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Whether an object may have other members than <see cref="Properties"/>.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>What those other members must be.</summary>
    public SchemaNode? Others { get; init; }

    /// <summary>Whether every value that passes has one plain text.</summary>
    public bool IsScalar => Allowed is { } allowed
        ? allowed.All(value => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        : Types != SchemaTypes.Any && (Types & ~SchemaTypes.Scalars) == 0;

    public bool IsArrayOfScalars => Types == SchemaTypes.Array && Items is { IsScalar: true };
}
