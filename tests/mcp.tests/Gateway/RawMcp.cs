namespace FourRunr.Mcp.Tests.Gateway;

/// <summary>Messages of 2025-11-25 as they are on the wire, for tests that look at every byte of an answer.</summary>
internal static class RawMcp
{
    /// <summary>The whole body, which may be a stream of events.</summary>
    public static async Task<string> SendAsync(HttpClient client, string method, JsonObject parameters, string path = "/mcp")
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The last message: the response.</summary>
    public static JsonNode Response(string body) => JsonNode.Parse(
        body.StartsWith('{') ? body : body.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])!;

    public static async Task<IReadOnlyList<string>> ListAsync(HttpClient client) =>
        [.. Response(await SendAsync(client, "tools/list", []))["result"]!["tools"]!.AsArray().Select(tool => (string)tool!["name"]!)];

    /// <returns>Whether it failed, and the text that a model would read.</returns>
    public static async Task<(bool IsError, string Text)> CallAsync(
        HttpClient client, string tool, JsonObject? arguments = null, string path = "/mcp")
    {
        var response = Response(await SendAsync(client, "tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments ?? [] }, path));
        return response["result"] is { } result
            ? ((bool?)result["isError"] is true, string.Join('\n', result["content"]!.AsArray().Select(block => (string?)block!["text"])))
            : (true, response.ToJsonString());
    }
}
