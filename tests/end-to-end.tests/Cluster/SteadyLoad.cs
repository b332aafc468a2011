using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace FourRunr.EndToEnd.Tests.Cluster;

/// <summary>
/// Clients that call all the time, each at the next front door, over ordinary connections that are kept. Only a refused
/// connection sends a call to the other front door: whatever else goes wrong is a failure.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int Callers = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly HttpClient[] _doors;
    private readonly int[] _answers;
    private readonly Task _callers;
    private int _refused;

    private SteadyLoad(Uri[] doors, string token)
    {
        _doors = [.. doors.Select(door => Client(door, token))];
        _answers = new int[doors.Length];
        _callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(CallAsync));
    }

    public static SteadyLoad Start(Uri[] doors, string token) => new(doors, token);

    public static HttpClient Client(Uri door, string token)
    {
#pragma warning disable RS0030 // Tests talk to the gateway as any outside client would.
        return new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = door,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
#pragma warning restore RS0030
    }

    /// <summary>Returns when every front door has answered some more calls.</summary>
    public async Task AnsweredByAllAsync(Uri? except = null)
    {
        const int More = 50;
        var before = _answers.ToArray();
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(Pause);
        while (!Enumerable.Range(0, _doors.Length).All(i => _doors[i].BaseAddress == except || _answers[i] >= before[i] + More))
        {
            await tick.WaitForNextTickAsync(patience.Token);
        }
    }

    public async Task<(int Calls, int PassedOver, IReadOnlyCollection<string> Failures)> StopAsync()
    {
        await _stop.CancelAsync();
        await _callers;
        return (_answers.Sum() + _failures.Count, _refused, _failures);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Array.ForEach(_doors, door => door.Dispose());
        _stop.Dispose();
    }

    private async Task CallAsync(int door)
    {
        using var tick = new PeriodicTimer(Pause);
        while (!_stop.IsCancellationRequested)
        {
            door = (door + 1) % _doors.Length;
            if (!await TryAsync(door) && !await TryAsync((door + 1) % _doors.Length))
            {
                _failures.Enqueue("Every front door refused the connection.");
            }

            await tick.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <returns>False if the connection was refused, so that the call surely did not arrive.</returns>
    private async Task<bool> TryAsync(int door)
    {
        try
        {
            using var response = await _doors[door].SearchAsync();
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _answers[door]);
            }
            else
            {
                _failures.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            }
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            Interlocked.Increment(ref _refused);
            return false;
        }
        catch (HttpRequestException exception)
        {
            _failures.Enqueue(exception.ToString());
        }

        return true;
    }
}
