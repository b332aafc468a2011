using System.Buffers;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>A response of server-sent events: JSON-RPC messages, and comments so that nobody takes a quiet stream for a dead one.</summary>
internal sealed class McpEventStream(HttpContext context)
{
    /// <summary>Between two comments.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly HttpResponse _response = context.Response;

    public static bool IsAccepted(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    public async Task BeginAsync()
    {
        _response.ContentType = "text/event-stream";
        _response.Headers.CacheControl = "no-store";
        // Else nginx keeps events back until its buffer is full.
        _response.Headers["X-Accel-Buffering"] = "no";
        await _response.StartAsync(context.RequestAborted);
        await CommentAsync();
    }

    public Task CommentAsync()
    {
        _response.BodyWriter.Write(":\n\n"u8);
        return _response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    public Task SendAsync(Action<Utf8JsonWriter> writeMessage)
    {
        using (var json = ReusedJsonWriter.Take())
        {
            writeMessage(json.Writer);
            var message = json.Written;
            var body = _response.BodyWriter;
            body.Write("event: message\ndata: "u8);
            var copy = body.GetSpan(message.Length)[..message.Length];
            message.CopyTo(copy);
            // A tool's JSON may be spread over lines, an event's data may not: between tokens a space means the same.
            copy.Replace((byte)'\n', (byte)' ');
            copy.Replace((byte)'\r', (byte)' ');
            body.Advance(message.Length);
            body.Write("\n\n"u8);
        }

        return _response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }
}
