using System.Collections.Concurrent;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Spending;

/// <summary>A closed load: each caller stays with one front door and makes one call after the other, so calls are always under way at every door.</summary>
internal sealed class ModelLoad
{
    /// <summary>Between two calls of one caller.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly ModelKind[] Kinds =
    [
        ModelKind.ChatStream, ModelKind.Whole, ModelKind.MessagesStream, ModelKind.Whole, ModelKind.ResponsesStream, ModelKind.Uncounted, ModelKind.Whole,
        ModelKind.ChatStream, ModelKind.Cancelled, ModelKind.Whole, ModelKind.MessagesStream, ModelKind.Cut, ModelKind.Whole, ModelKind.ResponsesStream,
        ModelKind.Failing, ModelKind.Whole,
    ];

    private readonly ConcurrentQueue<ModelCall> _ended = new();
    private readonly string _scenario;
    private readonly ModelClient _client;
    private readonly TimeProvider _clock;
    private readonly List<Task> _callers = [];
    private volatile bool _isStopped;

    /// <param name="callersPerDoor">Of the agent whose budget never ends; of the other there is one at each door.</param>
    public ModelLoad(string scenario, ModelClient client, ModelCast cast, int callersPerDoor, TimeProvider clock)
    {
        (_scenario, _client, _clock) = (scenario, client, clock);
        for (var door = 0; door < client.Doors; door++)
        {
            _callers.AddRange(from number in Enumerable.Range(0, callersPerDoor) select CallAsync(cast.Rich, "rich", door, number));
            _callers.Add(CallAsync(cast.Poor, "poor", door, 0));
        }
    }

    /// <summary>So far, in the order of their ends.</summary>
    public IReadOnlyCollection<ModelCall> Ended => _ended;

    /// <summary>No call begins any more; returns when all have ended.</summary>
    public async Task<IReadOnlyList<ModelCall>> StopAsync()
    {
        _isStopped = true;
        await Task.WhenAll(_callers);
        return [.. _ended];
    }

    private async Task CallAsync(ModelAgent agent, string name, int door, int number)
    {
        using var timer = new PeriodicTimer(Pause, _clock);
        for (var i = 0; !_isStopped; i++)
        {
            var marker = string.Create(CultureInfo.InvariantCulture, $"{_scenario}.{name}.{door}.{number}.{i}");
            // Each begins somewhere else, so that all kinds are under way at once.
            var started = _clock.GetTimestamp();
            var call = await _client.SendAsync(door, Kinds[(i + (5 * number) + door) % Kinds.Length], marker, agent.Id, agent.Token);
            if (call.Code != ClientAttempt.Refused)
            {
                _ended.Enqueue(call with { Duration = _clock.GetElapsedTime(started) });
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
