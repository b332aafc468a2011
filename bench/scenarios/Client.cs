using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Bench.Scenarios;

/// <summary>Speaks to the gateway as an operator, an agent or another service.</summary>
internal sealed class Client : IDisposable
{
    private readonly ServiceProvider _services =
        new ServiceCollection().AddHttpClient().ConfigureHttpClientDefaults(http => http.RemoveAllLoggers()).BuildServiceProvider();

    private readonly HttpClient _http;

    public Client() => _http = _services.GetRequiredService<IHttpClientFactory>().CreateClient();

    public static string AdminKey { get; } = Required("GATEWAY_ADMIN_KEY");

    public static string ServiceKey { get; } = Required("GATEWAY_SERVICE_KEY");

    public Task<T> SendAsync<T>(HttpMethod method, Uri door, string path, string key, object body) =>
        SendAsync<T>(method, door, path, key, body, tries: 1);

    /// <summary>What must be there before a measurement begins: a gateway that has just started, on a busy machine, may have to be asked again.</summary>
    public Task<T> SendPatientlyAsync<T>(HttpMethod method, Uri door, string path, string key, object body) =>
        SendAsync<T>(method, door, path, key, body, tries: 10);

    private async Task<T> SendAsync<T>(HttpMethod method, Uri door, string path, string key, object body, int tries)
    {
        for (var tried = 1; ; tried++)
        {
            using var request = Request(method, new Uri(door, path), key, body);
            using var response = await _http.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant))!;
            }

            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || tried == tries)
            {
                throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>As an operator.</summary>
    public async Task<T> GetAsync<T>(Uri door, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        using var response = await _http.SendAsync(request);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant))!;
    }

    /// <summary>As an operator: how long it takes until the whole answer was read.</summary>
    public async Task<TimeSpan> TimeAsync(Uri door, string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? Stopwatch.GetElapsedTime(start)
            : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {answer}");
    }

    /// <summary>One governed call.</summary>
    public async Task<HttpStatusCode> CallAsync(Uri door, string token)
    {
        using var request = Request(HttpMethod.Post, new Uri(door, "/v1/tools/serpapi/search"), token, new { q = "gateway" });
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>One governed call, timed until the whole answer was read.</summary>
    public async Task<CallResult> MeasureAsync(Uri door, string path, string token, object body)
    {
        var start = Stopwatch.GetTimestamp();
        using var request = Request(HttpMethod.Post, new Uri(door, path), token, body);
        using var response = await _http.SendAsync(request);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        var time = Stopwatch.GetElapsedTime(start);
        return response.IsSuccessStatusCode
            ? new CallResult("ok", (int)answer["meta"]!["attempts"]!, time)
            : new CallResult((string)answer["code"]!, Attempts: 0, time);
    }

    public Task SetChaosAsync(Uri door, SetChaosRequest chaos) => SendAsync<ChaosResponse>(HttpMethod.Post, door, "/v1/admin/chaos", AdminKey, chaos);

    public async Task ClearChaosAsync(Uri door)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(door, "/v1/admin/chaos"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        (await _http.SendAsync(request)).EnsureSuccessStatusCode();
    }

    public async Task<BreakerState> BreakerAsync(Uri door, string tool, string action)
    {
        var listed = await GetAsync<BreakerListResponse>(door, "/v1/admin/breakers");
        return listed.Breakers.Single(breaker => breaker.Tool == tool && breaker.Action == action).State;
    }

    /// <summary>Calls until the status comes; any status but this and <paramref name="before"/> ends the measurement.</summary>
    /// <returns>How many calls had the status from before.</returns>
    public async Task<int> CallUntilAsync(Uri door, string token, HttpStatusCode before, HttpStatusCode after)
    {
        for (var calls = 0; ; calls++)
        {
            var status = await CallAsync(door, token);
            if (status == after)
            {
                return calls;
            }

            if (status != before)
            {
                throw new InvalidOperationException($"Unexpected status {(int)status}.");
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _services.Dispose();
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri url, string bearer, object body) => new(method, url)
    {
        Content = JsonContent.Create(body, body.GetType(), options: GatewayJson.Tolerant),
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) },
    };

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set.");
}

/// <param name="Code"><c>ok</c> or an error code.</param>
/// <param name="Attempts">Of a call that succeeded.</param>
internal sealed record CallResult(string Code, int Attempts, TimeSpan Time);
