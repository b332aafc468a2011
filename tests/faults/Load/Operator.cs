using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Testing;

namespace FourRunr.Faults.Load;

/// <summary>The gateway's operator at one front door, who asks again after a 503: what is prepared before a fault is not what is tested.</summary>
internal sealed class Operator(Uri door) : IDisposable
{
    private const int MostAttempts = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    public Task<T> PostAsync<T>(string path, object body) => SendAsync<T>(() => new HttpRequestMessage(HttpMethod.Post, new Uri(door, path))
    {
        Content = JsonContent.Create(body, body.GetType(), options: GatewayJson.Tolerant),
    });

    public Task<T> GetAsync<T>(string path) => SendAsync<T>(() => new HttpRequestMessage(HttpMethod.Get, new Uri(door, path)));

    /// <summary>The number that a service shows for one of its metrics; null if there is none.</summary>
    public async Task<double?> MetricAsync(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door, "/metrics"));
        using var response = await _http.SendAsync(request, CancellationToken.None);
        var sample = Regex.Match(await response.Content.ReadAsStringAsync(), $@"^{name}(\{{[^}}]*\}})? (?<value>\S+)", RegexOptions.Multiline);
        return sample.Success ? double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture) : null;
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> make)
    {
        using var timer = new PeriodicTimer(Interval);
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestSecrets.AdminKey);
            using var response = await _http.SendAsync(request, CancellationToken.None);
            if (response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant))!;
            }

            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == MostAttempts)
            {
                throw new InvalidOperationException(
                    $"{request.RequestUri} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
