namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>Reads a JSON-RPC 2.0 response.</summary>
internal static class McpResponse
{
    /// <summary>Some levels less than the gateway's answers may have, in which a result becomes a part of the data.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = GatewayJson.MaxDepth - 1 };

    /// <returns>The result or the error; null for what is no response to the request.</returns>
    public static McpReply? Read(byte[] body, long id)
    {
        try
        {
            var message = JsonElement.Parse(body, Strict);
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            // An error that was found before the id was read has none.
            var answers = message.TryGetProperty("id", out var said) && said.ValueKind == JsonValueKind.Number && said.TryGetInt64(out var number) && number == id;
            if (message.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var value))
            {
                var text = error.TryGetProperty("message", out var words) && words.ValueKind == JsonValueKind.String ? words.GetString()! : "";
                return new McpReply.Error(value, text, error.TryGetProperty("data", out var data) ? data : default);
            }

            return answers && message.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
                ? new McpReply.Result(result, Origin: "")
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
