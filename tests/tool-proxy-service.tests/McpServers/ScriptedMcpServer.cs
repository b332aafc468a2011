using System.Collections.Concurrent;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;

namespace FourRunr.ToolProxy.Tests.McpServers;

/// <summary>An MCP server whose every answer a test can choose, of 2026-07-28 or of 2025-11-25 with sessions.</summary>
internal sealed class ScriptedMcpServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, bool> _sessions = new(StringComparer.Ordinal);

    public StandIn Http { get; } = new();

    public bool IsModern { get; set; } = true;

    /// <summary>What a request gets whose session is not known.</summary>
    public int LostSessionStatus { get; set; } = 404;

    public ConcurrentQueue<JsonObject> Received { get; } = new();

    public ConcurrentDictionary<string, JsonObject> Tools { get; } = new() { ["echo"] = Tool("echo", "Says the text again.") };

    /// <summary>The result of <c>tools/call</c>.</summary>
    public Func<JsonObject, JsonNode> OnCall { get; set; } = call =>
        Content($"{(string?)call["name"]} {call["arguments"]!.ToJsonString()}");

    /// <summary>Answers a call by itself; null: as MCP has it.</summary>
    public Func<HttpContext, JsonObject, Task>? Raw { get; set; }

    public static JsonObject Tool(string name, string description) => new()
    {
        ["name"] = name,
        ["description"] = description,
        ["inputSchema"] = JsonNode.Parse("""{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""),
    };

    public static JsonObject Content(string text) => new() { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };

    public int Count(string method) => Received.Count(message => (string?)message["method"] == method);

    public async Task StartAsync()
    {
        Http.Answer = AnswerAsync;
        await Http.StartAsync();
    }

    /// <summary>As after a restart: no session is known any more.</summary>
    public void ForgetSessions() => _sessions.Clear();

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    public static Task WriteAsync(HttpContext context, JsonObject message, JsonNode result) => context.Response.WriteAsJsonAsync(
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone(), ["result"] = result.DeepClone() });

    public static async Task ErrorAsync(HttpContext context, JsonObject message, int status, int code, string text)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = message["id"]?.DeepClone(),
            ["error"] = new JsonObject { ["code"] = code, ["message"] = text },
        });
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var message = JsonNode.Parse((string)context.Items["body"]!)!.AsObject();
        Received.Enqueue(message);
        var method = (string)message["method"]!;
        if (!IsModern && method == "server/discover")
        {
            await ErrorAsync(context, message, 400, -32000, "Bad Request: no session");
            return;
        }

        if (!IsModern && method == "initialize")
        {
            var id = Guid.NewGuid().ToString("N");
            _sessions[id] = true;
            context.Response.Headers["Mcp-Session-Id"] = id;
        }
        else if (!IsModern && !_sessions.ContainsKey(context.Request.Headers["Mcp-Session-Id"].ToString()))
        {
            await ErrorAsync(context, message, LostSessionStatus, -32000, "No such session");
            return;
        }

        if (method == "tools/call" && Raw is { } raw)
        {
            await raw(context, message);
            return;
        }

        if (method.StartsWith("notifications/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 202;
            return;
        }

        await WriteAsync(context, message, method switch
        {
            "server/discover" => JsonNode.Parse("""{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private"}""")!,
            "initialize" => JsonNode.Parse("""{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"scripted","version":"1"}}""")!,
            "tools/list" => new JsonObject { ["tools"] = new JsonArray([.. Tools.OrderBy(tool => tool.Key, StringComparer.Ordinal).Select(tool => tool.Value.DeepClone())]) },
            _ => OnCall(message["params"]!.AsObject()),
        });
    }
}
