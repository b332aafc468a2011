using System.Net;
using FourRunr.Testing;

namespace FourRunr.Faults.Gateway;

/// <summary>When services say that they can serve.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until all of them have answered <c>/health/ready</c> with 200 once.</summary>
    public static async Task WaitAsync(IReadOnlyList<ServiceProcess> services, TimeProvider clock)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var timer = new PeriodicTimer(Interval, clock);
        foreach (var service in services)
        {
            while (!await IsReadyAsync(http, service.Url, deadline.Token))
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
    }

    private static async Task<bool> IsReadyAsync(HttpMessageInvoker http, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/health/ready"));
            using var response = await http.SendAsync(request, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
