using System.Collections.Concurrent;
using System.Threading.Channels;
using FourRunr.Storage;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Tests.Limits;

/// <summary>Call records as the limiters see them: one list of moments, scopes left aside.</summary>
internal sealed class TestHistory : IQuotaHistory
{
    private readonly ConcurrentQueue<(string AgentId, long At)> _calls = new();
    private readonly Channel<string> _added = Channel.CreateUnbounded<string>();
    private int _reads;

    public bool IsAway { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Runs within every read, before it looks.</summary>
    public Func<Task> WhileReading { get; set; } = () => Task.CompletedTask;

    public int CountOf(string agentId) => _calls.Count(call => call.AgentId == agentId);

    public void Add(string agentId, DateTimeOffset at)
    {
        _calls.Enqueue((agentId, at.ToUnixTimeMilliseconds()));
        _added.Writer.TryWrite(agentId);
    }

    /// <summary>Returns when there are so many calls of all agents. One waiter at a time.</summary>
    public async Task ReachAsync(int count)
    {
        while (_calls.Count < count)
        {
            await _added.Reader.ReadAsync();
        }
    }

    public async Task<IReadOnlyList<SlotCount>> CountAsync(
        string agentId, QuotaCounter counter, long oldest, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await WhileReading();
        if (IsAway)
        {
            throw new StorageUnavailableException(new InvalidOperationException("away"));
        }

        return
        [
            .. _calls.Where(call => call.AgentId == agentId && counter.SlotAt(call.At) >= oldest)
                .GroupBy(call => counter.SlotAt(call.At))
                .Select(slot => new SlotCount(slot.Key, slot.LongCount())),
        ];
    }
}
