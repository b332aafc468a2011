using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Serialization;

namespace FourRunr.Bench.Baseline;

/// <summary>
/// A provider of chat completions. It streams as many tokens as <c>max_tokens</c> asks for, the first at once, the others 10 ms apart, and says at the
/// end what was used. Token <c>i</c> of the answer to a message <c>m</c> is <c> m.i</c>, so that a client can tell whether all of it came, in order.
/// </summary>
internal static class StreamingProvider
{
    private const int InputTokens = 10;
    private const int LongestWrite = 256;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private static ReadOnlySpan<byte> Head =>
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764500000,"model":"bench","service_tier":"default","choices":"""u8;

    public static Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(server => server.AddServerHeader = false);
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", HandleAsync);
        return app.RunAsync();
    }

    private static async Task HandleAsync(HttpContext context)
    {
        var request = await context.Request.ReadFromJsonAsync(ChatJson.Default.ChatRequest, context.RequestAborted);
        if (request is not { Stream: true, MaxTokens: > 0, Messages: [{ Content: { Length: < 16 } message }, ..] })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        var output = context.Response.BodyWriter;
        WriteChunk(output, "\"role\":\"assistant\",\"content\":\"\"");
        // A tick that comes late is not made up for: the pace is never above a token in 10 ms.
        using var pace = new PeriodicTimer(Pace);
        for (var token = 0; token < request.MaxTokens && (token == 0 || await pace.WaitForNextTickAsync(context.RequestAborted)); token++)
        {
            WriteChunk(output, string.Create(CultureInfo.InvariantCulture, $"\"content\":\" {message}.{token}\""));
            await output.FlushAsync(context.RequestAborted);
        }

        WriteChunk(output, "", finish: "\"stop\"");
        output.Write(Head);
        Write(output, $$$"""[],"usage":{"prompt_tokens":{{{InputTokens}}},"completion_tokens":{{{request.MaxTokens}}},"total_tokens":{{{InputTokens + request.MaxTokens}}}}}""");
        output.Write("\n\ndata: [DONE]\n\n"u8);
        await output.FlushAsync(context.RequestAborted);
    }

    private static void WriteChunk(PipeWriter output, string delta, string finish = "null")
    {
        output.Write(Head);
        Write(output, $$$"""[{"index":0,"delta":{{{{delta}}}},"logprobs":null,"finish_reason":{{{finish}}}}],"usage":null}""");
        output.Write("\n\n"u8);
    }

    private static void Write(PipeWriter output, string text) => output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(LongestWrite)));
}

internal sealed record ChatRequest(
    [property: JsonPropertyName("stream")] bool Stream,
    [property: JsonPropertyName("max_tokens")] int MaxTokens,
    [property: JsonPropertyName("messages")] IReadOnlyList<ChatMessage> Messages);

internal sealed record ChatMessage([property: JsonPropertyName("content")] string Content);

[JsonSerializable(typeof(ChatRequest))]
internal sealed partial class ChatJson : JsonSerializerContext;
