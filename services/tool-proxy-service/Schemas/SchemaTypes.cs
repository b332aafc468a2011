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
