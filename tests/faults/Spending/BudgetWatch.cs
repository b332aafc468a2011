using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Faults.Gateway;

namespace FourRunr.Faults.Spending;

/// <summary>Looks all the time at what is spent and held, as the agents see it; where nobody answers there is nothing to see.</summary>
internal sealed class BudgetWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<ModelAgent, List<long>> _readings;
    private readonly Task _reading;

    public BudgetWatch(FaultyGateway gateway, ModelCast cast, TimeProvider clock)
    {
        _readings = cast.All.ToDictionary(agent => agent, _ => new List<long>());
        _reading = ReadAllAsync([.. gateway.Doors.Select(door => door.Url)], clock);
    }

    /// <returns>By agent, what was spent and held together in millionths of a dollar.</returns>
    public async Task<IReadOnlyDictionary<ModelAgent, List<long>>> StopAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        return _readings;
    }

    /// <returns>Null if the front door does not say it now.</returns>
    public static async Task<ModelAccount?> ReadAsync(Uri door, ModelAgent agent, TimeProvider clock)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door, "/v1/budgets"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", agent.Token);
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            return response.IsSuccessStatusCode
                && await response.Content.ReadFromJsonAsync<BudgetListResponse>(GatewayJson.Tolerant, patience.Token) is { Budgets: [var status] }
                ? ModelAccount.Of(status)
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task ReadAllAsync(IReadOnlyList<Uri> doors, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        for (var turn = 0; !_stopping.IsCancellationRequested; turn++)
        {
            foreach (var (agent, readings) in _readings)
            {
                if (await ReadAsync(doors[turn % doors.Count], agent, clock) is { } account)
                {
                    readings.Add(account.Used);
                }
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
