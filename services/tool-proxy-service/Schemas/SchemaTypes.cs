namespace FourRunr.ToolProxy.Schemas;

/// <summary>The types of JSON Schema. A whole number is a number too.</summary>
[Flags]
internal enum SchemaTypes
{
    /// <summary>Not said: any type.</summary>
    Any = 0,

    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,

    /// <summary>What has one plain text, fit for a path, a query or a header.</summary>
    Scalars = Null | Boolean | Integer | Number | String,

    /// <summary>Every type, where <see cref="Any"/> would mean none.</summary>
    All = Scalars | Array | Object,
}

/// <summary>One type: its name in schemas, and what messages call it.</summary>
internal sealed record SchemaType(string Name, SchemaTypes Flag, string Description)
{
    public static readonly IReadOnlyList<SchemaType> All =
    [
        new("string", SchemaTypes.String, "a string"),
        new("integer", SchemaTypes.Integer, "a whole number"),
        new("number", SchemaTypes.Number, "a number"),
        new("boolean", SchemaTypes.Boolean, "true or false"),
        new("array", SchemaTypes.Array, "an array"),
        new("object", SchemaTypes.Object, "an object"),
        new("null", SchemaTypes.Null, "null"),
    ];
}
