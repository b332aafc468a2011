using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>Actions as tools of MCP.</summary>
internal static class McpToolList
{
    /// <summary>As they are written: lists are asked for far more often than tools change.</summary>
    private static readonly ConditionalWeakTable<JsonObject, byte[]> Schemas = [];

    /// <param name="nameOf">As the endpoint calls the action.</param>
    public static McpAnswer Answer(McpMessage message, bool isModern, IReadOnlyList<CallableAction> actions, Func<ToolAction, string> nameOf) =>
        McpAnswer.Result(message.Id, json =>
        {
            if (isModern)
            {
                McpResults.WriteComplete(json);
            }

            json.WriteStartArray("tools"u8);
            foreach (var (action, answersBySchema) in actions)
            {
                Write(json, action, nameOf(action), answersBySchema);
            }

            json.WriteEndArray();
            if (isModern)
            {
                McpResults.WriteCaching(json);
            }
        });

    private static void Write(Utf8JsonWriter json, ToolAction action, string name, bool answersBySchema)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("description"u8, action.Description);
        WriteSchema(json, "inputSchema"u8, action.ParametersSchema);
        if (answersBySchema)
        {
            WriteSchema(json, "outputSchema"u8, action.OutputSchema!);
        }

        json.WriteStartObject("annotations"u8);
        json.WriteBoolean("readOnlyHint"u8, !action.HasSideEffects);
        json.WriteBoolean("idempotentHint"u8, action.Idempotent);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter json, ReadOnlySpan<byte> member, JsonObject schema)
    {
        json.WritePropertyName(member);
        json.WriteRawValue(Schemas.GetValue(schema, static schema => JsonSerializer.SerializeToUtf8Bytes(schema)), skipInputValidation: true);
    }
}
