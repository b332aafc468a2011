using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>One JSON-RPC 2.0 response: as the whole body, or as an event of a stream that has begun.</summary>
/// <param name="id">Of the request; null when it could not be read.</param>
/// <param name="write">Writes the member <c>result</c> or <c>error</c>.</param>
internal sealed class McpAnswer(int status, JsonElement? id, Action<Utf8JsonWriter> write) : IResult
{
    private const string ContentType = "application/json; charset=utf-8";

    public static McpAnswer Result(JsonElement? id, Action<Utf8JsonWriter> writeMembers) => new(StatusCodes.Status200OK, id, json =>
    {
        json.WriteStartObject("result"u8);
        writeMembers(json);
        json.WriteEndObject();
    });

    public static McpAnswer Error(JsonElement? id, McpError error) => new(error.Status, id, json =>
    {
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        if (error.Data is { } data)
        {
            json.WritePropertyName("data"u8);
            data.WriteTo(json);
        }

        json.WriteEndObject();
    });

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        using (var json = ReusedJsonWriter.Take())
        {
            WriteTo(json.Writer);
            var body = json.Written;
            (response.StatusCode, response.ContentType, response.ContentLength) = (status, ContentType, body.Length);
            body.CopyTo(response.BodyWriter.GetSpan(body.Length));
            response.BodyWriter.Advance(body.Length);
        }

        return response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }

    /// <summary>As the last event of a stream.</summary>
    public Task WriteEventAsync(McpEventStream stream) => stream.SendAsync(WriteTo);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WritePropertyName("id"u8);
        if (id is { } known)
        {
            known.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }

        write(json);
        json.WriteEndObject();
    }
}
