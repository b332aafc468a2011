using System.Net;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Faces.Mcp;

/// <summary>Sends MCP messages as they are written, so that tests see what is on the wire.</summary>
internal sealed class McpClient(TestGateway gateway, string path = "/mcp", string? token = TestGateway.Token)
{
    public const string Modern = "2026-07-28";

    /// <summary>A request of 2025-11-25.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, JsonObject? parameters = null, params (string Name, string Value)[] headers) =>
        PostAsync(Message(method, parameters).ToJsonString(), headers);

    /// <summary>A request of 2026-07-28, with all that it must carry.</summary>
    public Task<HttpResponseMessage> SendModernAsync(string method, JsonObject? parameters = null, params (string Name, string Value)[] more)
    {
        parameters ??= [];
        parameters["_meta"] ??= new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Modern,
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
        };
        List<(string Name, string Value)> headers = [("MCP-Protocol-Version", Modern), ("Mcp-Method", method)];
        if ((string?)(parameters["name"] ?? parameters["uri"]) is { } name)
        {
            headers.Add(("Mcp-Name", name));
        }

        return PostAsync(Message(method, parameters).ToJsonString(), [.. headers.Where(header => more.All(other => other.Name != header.Name)), .. more]);
    }

    public Task<HttpResponseMessage> CallAsync(string name, JsonObject arguments) =>
        SendAsync("tools/call", new JsonObject { ["name"] = name, ["arguments"] = arguments });

    public Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return gateway.Client(token).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static JsonObject Message(string method, JsonObject? parameters)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 7, ["method"] = method };
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        return message;
    }

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {text}");
        var message = JsonNode.Parse(text)!.AsObject();
        Assert.Equal("2.0", (string?)message["jsonrpc"]);
        return message;
    }

    public static async Task<JsonObject> ResultAsync(HttpResponseMessage response)
    {
        var message = await ReadAsync(response);
        Assert.Equal(7, (int?)message["id"]);
        return message["result"]!.AsObject();
    }

    /// <returns>The error's message.</returns>
    public static async Task<string> ErrorAsync(HttpResponseMessage response, int code, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var error = (await ReadAsync(response, status))["error"]!;
        Assert.Equal(code, (int?)error["code"]);
        return (string)error["message"]!;
    }

    /// <summary>The problem in the text of a refused call.</summary>
    public static async Task<JsonObject> RefusalAsync(HttpResponseMessage response, string code)
    {
        var result = await ResultAsync(response);
        Assert.True((bool?)result["isError"]);
        Assert.Null(result["structuredContent"]);
        var problem = JsonNode.Parse((string)result["content"]![0]!["text"]!)!.AsObject();
        Assert.Equal((code, code), ((string?)problem["code"], (string?)result["_meta"]!["io.fourrunr/code"]));
        Assert.NotNull(problem["how_to_fix"]);
        return problem;
    }
}
