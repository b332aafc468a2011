using System.Net.Http.Headers;
using FourRunr.Hosting.Errors;

namespace FourRunr.WebConsole.Gateway;

/// <summary>Asks the front door, with the credential that is given.</summary>
internal sealed class GatewayHttp(HttpClient http)
{
    private const string CorrelationHeader = "X-Correlation-Id";

    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(30);

    /// <param name="body">Sent as JSON; an <see cref="HttpContent"/> as it is.</param>
    /// <param name="ifMatch">Only if the thing still has this version.</param>
    /// <param name="patience">How long an answer may take; null: 30 s.</param>
    public async Task<GatewayReply<T>> SendAsync<T>(
        HttpMethod method, string path, string credential, object? body = null, string? ifMatch = null, TimeSpan? patience = null,
        CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience ?? UsualPatience);
        var correlationId = Guid.CreateVersion7().ToString();
        using var request = Request(method, path, credential, correlationId);
        request.Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, body.GetType(), options: GatewayJson.Tolerant));
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        try
        {
            using var answer = await http.SendAsync(request, deadline.Token);
            return answer.IsSuccessStatusCode
                ? new GatewayReply<T>.Ok(await ReadAsync<T>(answer.Content, deadline.Token), answer.Headers.ETag?.ToString())
                : new GatewayReply<T>.Refused(await ReadProblemAsync(answer, correlationId, deadline.Token));
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

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(UsualPatience);
        try
        {
            return (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token)).EnsureSuccessStatusCode();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The gateway does not answer.", exception);
        }
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
