using System.Net.Http.Headers;
using System.Text.Json;
using FourRunr.Hosting.Errors;

namespace FourRunr.WebConsole.Gateway;

/// <summary>Asks the front door, with the credential that is given.</summary>
internal sealed class GatewayHttp(HttpClient http)
{
    private const string CorrelationHeader = "X-Correlation-Id";

    /// <param name="body">Sent as JSON; an <see cref="HttpContent"/> as it is.</param>
    /// <param name="ifMatch">Only if the thing still has this version.</param>
    public async Task<GatewayReply<T>> SendAsync<T>(
        HttpMethod method, string path, string credential, object? body = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        var correlationId = Guid.CreateVersion7().ToString();
        using var request = Request(method, path, credential, correlationId);
        request.Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, body.GetType(), options: GatewayJson.Tolerant));
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode
                ? new GatewayReply<T>.Ok(await ReadAsync<T>(answer.Content, cancellationToken), answer.Headers.ETag?.ToString())
                : new GatewayReply<T>.Refused(await ReadProblemAsync(answer, correlationId, cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || IsTimeout(exception, cancellationToken))
        {
            return new GatewayReply<T>.Refused(Away(correlationId));
        }
    }

    /// <summary>A long answer, to be read while it arrives.</summary>
    /// <exception cref="HttpRequestException">The gateway is away or refused.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, string credential, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path, credential, Guid.CreateVersion7().ToString());
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return answer.EnsureSuccessStatusCode();
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string credential, string correlationId)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        request.Headers.Add(CorrelationHeader, correlationId);
        return request;
    }

    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private static async Task<T> ReadAsync<T>(HttpContent content, CancellationToken cancellationToken) =>
        typeof(T) == typeof(string)
            ? (T)(object)await content.ReadAsStringAsync(cancellationToken)
            : await content.ReadFromJsonAsync<T>(GatewayJson.Tolerant, cancellationToken) ?? throw new JsonException("The answer is null.");

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage answer, string correlationId, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<Problem>(GatewayJson.Tolerant, cancellationToken) ?? Away(correlationId);
        }
        catch (JsonException)
        {
            // Something else answered in its place, such as a load balancer.
            return Away(correlationId);
        }
    }

    private static Problem Away(string correlationId) =>
        new ProblemResult(GatewayErrors.DependencyUnavailable, "The gateway does not answer.").ToProblem(correlationId);
}
