using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>Actions as tools of MCP.</summary>
internal static class McpToolList
{
    /// <summary>As they are written: lists are asked for far more often than tools change.</summary>
    private static readonly ConditionalWeakTable<ToolAction, byte[]> Schemas = [];

    /// <param name="nameOf">As the endpoint calls the action.</param>
    public static McpAnswer Answer(McpMessage message, bool isModern, IReadOnlyList<ToolAction> actions, Func<ToolAction, string> nameOf) =>
        McpAnswer.Result(message.Id, json =>
        {
            if (isModern)
            {
                McpResults.WriteComplete(json);
            }

            json.WriteStartArray("tools"u8);
            foreach (var action in actions)
            {
                Write(json, action, nameOf(action));
            }

            json.WriteEndArray();
            if (isModern)
            {
                McpResults.WriteCaching(json);
            }
        });

    private static void Write(Utf8JsonWriter json, ToolAction action, string name)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("description"u8, action.Description);
        json.WritePropertyName("inputSchema"u8);
        json.WriteRawValue(Schemas.GetValue(action, static action => JsonSerializer.SerializeToUtf8Bytes(action.ParametersSchema)), skipInputValidation: true);
        json.WriteStartObject("annotations"u8);
        json.WriteBoolean("readOnlyHint"u8, !action.HasSideEffects);
        json.WriteBoolean("idempotentHint"u8, action.Idempotent);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
