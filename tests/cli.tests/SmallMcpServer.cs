using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.Cli.Tests;

/// <summary>An MCP server of 2026-07-28 with one tool, which says so when a call has begun and answers only when it may.</summary>
internal sealed class SmallMcpServer : IAsyncDisposable
{
    private const string Discovered = """{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private"}""";
    private const string Schema = """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""";

    private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;

    /// <summary>A call with the text <c>hang</c> has arrived.</summary>
    public Task Hangs => _hangs.Task;

    /// <summary>It was aborted.</summary>
    public Task Aborted => _aborted.Task;

    /// <summary>Of the tool at <see cref="Url"/>.</summary>
    public string Description { get; set; } = "Says the text again.";

    public Uri Url => new(new Uri(_app!.Urls.Single()), "mcp");

    /// <summary>Where the description never changes.</summary>
    public Uri SteadyUrl => new(Url, "steady");

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/mcp", context => AnswerAsync(context, Description));
        _app.MapPost("/steady", context => AnswerAsync(context, "Says it once more."));
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string description)
    {
        var message = (await JsonNode.ParseAsync(context.Request.Body))!;
        var text = (string?)message["params"]?["arguments"]?["text"];
        if (text == "hang")
        {
            context.RequestAborted.Register(_aborted.SetResult);
            _hangs.SetResult();
            await _aborted.Task;
            return;
        }

        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = message["id"]?.DeepClone(),
            ["result"] = (string?)message["method"] switch
            {
                "server/discover" => JsonNode.Parse(Discovered),
                "tools/list" => new JsonObject
                {
                    ["tools"] = new JsonArray(new JsonObject { ["name"] = "echo", ["description"] = description, ["inputSchema"] = JsonNode.Parse(Schema) }),
                },
                _ => new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) },
            },
        });
    }
}
