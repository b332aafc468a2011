using System.Collections.Frozen;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Corrects schemas by the gateway's JSON rules: the exporter does not see what converters do, nor that nulls are left out.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    /// <summary>A converter of our own hides the type that it reads and writes.</summary>
    private static readonly FrozenDictionary<Type, (JsonSchemaType Type, string? Format)> Simple =
        new Dictionary<Type, (JsonSchemaType, string?)>
        {
            [typeof(string)] = (JsonSchemaType.String, null),
            [typeof(bool)] = (JsonSchemaType.Boolean, null),
            [typeof(int)] = (JsonSchemaType.Integer, "int32"),
            [typeof(long)] = (JsonSchemaType.Integer, "int64"),
            [typeof(double)] = (JsonSchemaType.Number, "double"),
            [typeof(decimal)] = (JsonSchemaType.Number, null),
            [typeof(DateTimeOffset)] = (JsonSchemaType.String, "date-time"),
            [typeof(ExactNumber)] = (JsonSchemaType.Number, null),
        }.ToFrozenDictionary();

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isNullable = type != context.JsonTypeInfo.Type || schema.Type?.HasFlag(JsonSchemaType.Null) == true;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, type, context.JsonTypeInfo.Options)!)];
        }
        else if (schema.Type is null && schema.AnyOf is null && schema.OneOf is null && Simple.TryGetValue(type, out var simple))
        {
            (schema.Type, schema.Format) = (isNullable ? simple.Type | JsonSchemaType.Null : simple.Type, simple.Format);
        }

        if (type == typeof(JsonObject))
        {
            // Some generators take an object without a description of its members for an empty one.
            schema.AdditionalProperties = new OpenApiSchema();
        }

        foreach (var member in context.JsonTypeInfo.Properties.Where(MayBeLeftOut))
        {
            schema.Required?.Remove(member.Name);
        }

        if (context.JsonPropertyInfo is { } property)
        {
            WellKnownMembers.GiveExample(property.Name, schema);
        }

        return Task.CompletedTask;
    }

    private static bool MayBeLeftOut(JsonPropertyInfo member) =>
        member.IsGetNullable
        && member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false)
            .Any(attribute => attribute is JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }) != true;
}
