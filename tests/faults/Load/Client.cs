using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Faults.Logs;
using FourRunr.Testing;

namespace FourRunr.Faults.Load;

/// <summary>Sends one request and writes down what came of it, whatever it was.</summary>
internal sealed class Client(IReadOnlyList<Uri> doors, TimeProvider clock) : IDisposable
{
    /// <summary>Longer than any tool may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) });

    public int Doors => doors.Count;

    public async Task<ClientAttempt> SendAsync(int door, CallKind kind, string marker, string correlationId, Cast cast)
    {
        using var request = Request(doors[door], kind, marker, cast);
        request.Headers.Add("X-Correlation-Id", correlationId);
        var (startedAt, started) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        var attempt = new ClientAttempt { CorrelationId = correlationId, Door = door, StartedAt = startedAt, Duration = TimeSpan.Zero, Code = ClientAttempt.Bare };
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            var body = await response.Content.ReadAsStringAsync(patience.Token);
            return Read(attempt, response, body) with { Duration = Stopwatch.GetElapsedTime(started) };
        }
        catch (HttpRequestException exception)
        {
            var wasRefused = exception.HttpRequestError is HttpRequestError.ConnectionError;
            return attempt with { Code = wasRefused ? ClientAttempt.Refused : ClientAttempt.Broken, Duration = Stopwatch.GetElapsedTime(started) };
        }
        catch (OperationCanceledException)
        {
            return attempt with { Code = ClientAttempt.TimedOut, Duration = Stopwatch.GetElapsedTime(started) };
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(Uri door, CallKind kind, string marker, Cast cast)
    {
        var (path, body) = kind switch
        {
            _ when kind.IsSearch() => ("/v1/tools/serpapi/search", new JsonObject { ["q"] = marker }),
            CallKind.Issue => ($"/v1/agents/{cast.AgentId}/tokens", new JsonObject { ["tools"] = new JsonArray("serpapi"), ["permissions"] = new JsonArray("read") }),
            _ => ("/v1/tools/gmail_send/send", new JsonObject { ["to"] = "ann@example.com", ["subject"] = marker, ["text"] = "Hello." }),
        };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door, path)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", kind == CallKind.Issue ? TestSecrets.AdminKey : cast.TokenOf(kind));
        if (kind == CallKind.KeyedSend)
        {
            request.Headers.Add("Idempotency-Key", marker);
        }

        return request;
    }

    private static ClientAttempt Read(ClientAttempt attempt, HttpResponseMessage response, string body)
    {
        attempt = attempt with
        {
            Status = (int)response.StatusCode,
            ContentType = response.Content.Headers.ContentType?.MediaType,
            EchoedId = response.Headers.TryGetValues("X-Correlation-Id", out var ids) ? string.Join(',', ids) : null,
            RetryAfter = (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds,
        };
        if (attempt.IsOk)
        {
            return attempt with { Code = ClientAttempt.Ok };
        }

        try
        {
            var problem = JsonSerializer.Deserialize<Problem>(body, GatewayJson.Tolerant)!;
            return attempt with { Code = problem.Code, Detail = problem.Detail, IdInBody = problem.CorrelationId };
        }
        catch (JsonException)
        {
            return attempt;
        }
    }
}
