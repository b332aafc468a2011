using FourRunr.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Says what the types are that are read by rules of our own; the framework says of them nothing but a format.</summary>
internal static class PlainTypes
{
    private static readonly Dictionary<Type, (JsonSchemaType Type, string? Format)> Known = new()
    {
        [typeof(int)] = (JsonSchemaType.Integer, "int32"),
        [typeof(long)] = (JsonSchemaType.Integer, "int64"),
        [typeof(DateTimeOffset)] = (JsonSchemaType.String, "date-time"),
        [typeof(ExactNumber)] = (JsonSchemaType.Number, null),
    };

    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (Known.TryGetValue(Nullable.GetUnderlyingType(type) ?? type, out var known))
        {
            // A component of its own is described once, for members that may be null and for others.
            var mayBeNull = context.JsonPropertyInfo is not null && Nullable.GetUnderlyingType(type) is { } inner && inner != typeof(ExactNumber);
            schema.Type = known.Type | (mayBeNull ? JsonSchemaType.Null : 0);
            schema.Format = known.Format;
        }

        return Task.CompletedTask;
    }
}
