using System.Net.Http.Headers;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Spending;

/// <summary>Asks for one answer and reads it to its end, however it ends.</summary>
internal sealed class ModelClient(IReadOnlyList<Uri> doors, TimeProvider clock) : IDisposable
{
    private const int EventsBeforeLeaving = 4;
    private const string Data = "data: ";

    /// <summary>Longer than a front door is ever frozen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) });

    public int Doors => doors.Count;

    public async Task<ModelCall> SendAsync(int door, ModelKind kind, string marker, string agentId, string token)
    {
        var body = Encoding.UTF8.GetBytes(kind.Body(marker).ToJsonString());
        var call = new ModelCall(marker, agentId, kind, ModelKinds.Hold(body.Length), door);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(doors[door], kind.Path()))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("X-Correlation-Id", marker);
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            call = call with { Status = (int)response.StatusCode, RetryAfter = (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds };
            return response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? await ReadEventsAsync(call, response, patience.Token)
                : ReadWhole(call, await response.Content.ReadAsStringAsync(patience.Token));
        }
        catch (HttpRequestException exception)
        {
            return call with { Code = exception.HttpRequestError is HttpRequestError.ConnectionError ? ClientAttempt.Refused : ClientAttempt.Broken };
        }
        catch (IOException)
        {
            return call with { Code = ClientAttempt.Broken };
        }
        catch (OperationCanceledException)
        {
            return call with { Code = ClientAttempt.TimedOut };
        }
    }

    public void Dispose() => _http.Dispose();

    private static ModelCall ReadWhole(ModelCall call, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return call with { Code = call.Status == 200 ? ClientAttempt.Ok : json.RootElement.GetProperty("error").GetProperty("code").GetString()! };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            return call;
        }
    }

    private static async Task<ModelCall> ReadEventsAsync(ModelCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // How the connection ends without a last event is no success in any dialect.
        var seen = call with { Code = ClientAttempt.Broken };
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!line.StartsWith(Data, StringComparison.Ordinal))
                {
                    continue;
                }

                seen = seen with { Events = seen.Events + 1, Code = End(line[Data.Length..]) ?? seen.Code };
                if (call.Kind == ModelKind.Cancelled && seen.Events == EventsBeforeLeaving)
                {
                    return seen with { Code = ModelCall.Left };
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return seen with { Code = seen.IsOk ? seen.Code : ClientAttempt.Broken };
        }

        return seen;
    }

    /// <returns>How the stream ends, if this is its last event; null otherwise.</returns>
    private static string? End(string data)
    {
        if (data == "[DONE]")
        {
            return ClientAttempt.Ok;
        }

        using var json = JsonDocument.Parse(data);
        var root = json.RootElement;
        if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            return error.TryGetProperty("code", out var code) ? code.GetString() : ClientAttempt.Bare;
        }

        return root.TryGetProperty("type", out var type) && type.GetString() is "message_stop" or "response.completed" ? ClientAttempt.Ok : null;
    }
}
