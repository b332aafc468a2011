using FourRunr.PolicyEvaluation;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>One compiled schema: what a value must be. A rule that is null or empty does not apply.</summary>
internal sealed record SchemaNode
{
    private const int LongestWords = 256;

    /// <summary>Of the schema <c>false</c>: no value will do.</summary>
    public static readonly SchemaNode Never = new() { Allowed = [] };

    public SchemaTypes Types { get; init; }

    /// <summary>Of <c>enum</c> or <c>const</c>.</summary>
    public IReadOnlyList<JsonElement>? Allowed { get; init; }

    public SchemaNumber? Minimum { get; init; }

    public SchemaNumber? Maximum { get; init; }

    public SchemaNumber? ExclusiveMinimum { get; init; }

    public SchemaNumber? ExclusiveMaximum { get; init; }

    public SchemaNumber? MultipleOf { get; init; }

    /// <summary>In Unicode characters, as <see cref="MaxLength"/>.</summary>
    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public LinearPattern? Pattern { get; init; }

    /// <summary>As it was written.</summary>
    public string? PatternText { get; init; }

    /// <summary>What the schema says about itself.</summary>
    public string? Description { get; init; }

    /// <summary>The description as the end of an error that alone says little; empty when there is none.</summary>
    public string Words => Description is null ? "" : $": {Characters.Cut(Description, LongestWords)}";

    public StringFormat? Format { get; init; }

    public SchemaNode? Items { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = new Dictionary<string, SchemaNode>();

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>By a member, the others that must be there with it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> DependentRequired { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public int? MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    /// <summary>Whether an object may have other members than <see cref="Properties"/>.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>What those other members must be.</summary>
    public SchemaNode? Others { get; init; }

    /// <summary>Set when the schema is put together of others: then this decides, and nothing else here counts.</summary>
    public ComposedSchema? Composed { get; init; }

    /// <summary>What the schema says about the value itself, without the schemas in it.</summary>
    public SchemaNode WithoutSchemas() => this with { Items = null, Properties = new Dictionary<string, SchemaNode>(), IsOpen = true, Others = null, Composed = null };
}
