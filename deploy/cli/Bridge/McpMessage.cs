namespace FourRunr.Cli.Bridge;

/// <summary>One JSON-RPC message of a client, as far as the bridge must understand it.</summary>
/// <param name="Text">As it came: it is passed on unchanged.</param>
/// <param name="Id">As JSON text; null for what has no answer: a notification or a response.</param>
/// <param name="Version">The protocol revision that it names itself, as messages do from 2026-07-28 on.</param>
/// <param name="Name">What the header <c>Mcp-Name</c> repeats.</param>
/// <param name="Cancels">The id of the request that it cancels.</param>
internal sealed record McpMessage(string Text, string? Id, string? Method, string? Version, string? Name, string? Cancels)
{
    /// <returns>Null for what is no JSON object.</returns>
    public static McpMessage? Read(string line)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject message)
            {
                return null;
            }

            var (method, parameters) = (Text(message["method"]), message["params"] as JsonObject);
            var name = method == "resources/read" ? Text(parameters?["uri"]) : Text(parameters?["name"]);
            return new McpMessage(
                line,
                message.ContainsKey("result") || message.ContainsKey("error") ? null : message["id"]?.ToJsonString(),
                method,
                Text((parameters?["_meta"] as JsonObject)?["io.modelcontextprotocol/protocolVersion"]),
                method is "tools/call" or "prompts/get" or "resources/read" ? name : null,
                method == "notifications/cancelled" ? parameters?["requestId"]?.ToJsonString() : null);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Not JSON, or a member that is there twice.
            return null;
        }

        static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    /// <param name="agreed">The revision that an earlier <c>initialize</c> agreed on.</param>
    public HttpRequestMessage ToRequest(string path, string? agreed)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Text, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if ((Version ?? agreed) is { } version)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", HeaderValue(version));
        }

        if (Version is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Method", HeaderValue(Method ?? ""));
            if (Name is not null)
            {
                request.Headers.TryAddWithoutValidation("Mcp-Name", HeaderValue(Name));
            }
        }

        return request;
    }

    /// <summary>What a header cannot hold, or would be taken for encoded, is sent in Base64.</summary>
    private static string HeaderValue(string text) =>
        text.All(character => character is >= ' ' and <= '~') && text.Trim() == text && !text.StartsWith("=?base64?", StringComparison.Ordinal)
            ? text
            : $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
}
