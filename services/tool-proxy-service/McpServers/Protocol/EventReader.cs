using System.Net.ServerSentEvents;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>Reads a stream of server-sent events up to the response to one request. Its size counts as a whole.</summary>
internal static class EventReader
{
    /// <param name="onNotification">Of messages before the response that are none.</param>
    /// <returns>The response as JSON; null when the stream is larger than <paramref name="maxBytes"/>.</returns>
    /// <exception cref="IOException">The stream ended without it.</exception>
    public static async Task<byte[]?> ReadAsync(
        Stream stream, long id, int maxBytes, Action<JsonElement> onNotification, CancellationToken cancellationToken)
    {
        await using var capped = new CappedStream(stream, maxBytes);
        var events = SseParser.Create(capped, (_, data) => data.ToArray());
        try
        {
            await foreach (var item in events.EnumerateAsync(cancellationToken))
            {
                if (TryParse(item.Data) is not { ValueKind: JsonValueKind.Object } message)
                {
                    continue;
                }

                if (message.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.Number && answered.TryGetInt64(out var number) && number == id
                    && !message.TryGetProperty("method", out _))
                {
                    return item.Data;
                }

                if (message.TryGetProperty("method", out _) && !message.TryGetProperty("id", out _))
                {
                    onNotification(message);
                }
            }
        }
        catch (CountedStream.ExceededException)
        {
            return null;
        }

        throw new IOException("The stream of events ended before the response.");
    }

    private static JsonElement? TryParse(byte[] data)
    {
        try
        {
            return JsonElement.Parse(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
