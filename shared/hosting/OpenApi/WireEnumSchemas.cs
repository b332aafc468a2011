using System.Reflection;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Says which words an enum has; the framework knows that only of its own converter.</summary>
internal sealed class WireEnumSchemas : IOpenApiSchemaTransformer
{
    private static readonly MethodInfo Words = typeof(WireWords).GetMethod(nameof(WireWords.Of))!;

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var (enumType, isNullable) = Nullable.GetUnderlyingType(type) is { } inner ? (inner, true) : (type, false);
        if (enumType.IsEnum)
        {
            var words = (IReadOnlyList<string>)Words.MakeGenericMethod(enumType).Invoke(null, null)!;
            schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            schema.Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word))];
        }

        return Task.CompletedTask;
    }
}
