using System.Threading.Channels;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Storage;
using FourRunr.ToolProxy.Telemetry;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>
/// Keeps records. Callers wait until theirs is durable; one loop stores what waits together in one transaction (group
/// commit), so that a slow disk flush serves many calls. The queue is bounded: when it is full or storage is away,
/// recording fails at once and the caller decides. Stops after the server has: every call that was answered is stored.
/// </summary>
internal sealed partial class CallRecorder(CallRecordStore store, ProxyMetrics metrics, TimeProvider clock, ILogger<CallRecorder> log) : IHostedService
{
    public const string Dependency = "database";

    private const int QueueLength = 8192;
    private const int LargestBatch = 1000;

    /// <summary>A caller is told after this long that its call could not be recorded; a slow disk is no reason to refuse a good call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private Task _loop = Task.CompletedTask;
    private int _storing;

    /// <summary>
    /// Returns when the record is durable. Takes no cancellation: a call that was cancelled is recorded like any other.
    /// After an exception the record may still become durable: it can tell of an answer that was not given, never the reverse.
    /// </summary>
    /// <exception cref="DependencyUnavailableException">The record could not be stored in time.</exception>
    public async Task RecordAsync(CallRecordResponse record)
    {
        var entry = new Entry(record);
        if (!_queue.Writer.TryWrite(entry))
        {
            throw new DependencyUnavailableException(Dependency);
        }

        try
        {
            await entry.Stored.Task.WaitAsync(Patience, clock);
        }
        catch (Exception exception) when (exception is TimeoutException or StorageUnavailableException)
        {
            throw new DependencyUnavailableException(Dependency, exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.WatchAuditBacklog(() => _queue.Reader.Count + Volatile.Read(ref _storing));
        _loop = Task.Run(LoopAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return _loop;
    }

    private async Task LoopAsync()
    {
        var batch = new List<Entry>(LargestBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            Volatile.Write(ref _storing, batch.Count);
            await StoreAsync(batch);
            batch.Clear();
            Volatile.Write(ref _storing, 0);
        }
    }

    private async Task StoreAsync(List<Entry> batch)
    {
        try
        {
            await store.StoreAsync(batch.ConvertAll(entry => entry.Record), CancellationToken.None);
            batch.ForEach(entry => entry.Stored.SetResult());
        }
        catch (Exception exception)
        {
            // Whatever it was, the loop lives on and everyone of the batch learns of it.
            Log.NotStored(log, batch.Count, exception);
            batch.ForEach(entry => entry.Stored.SetException(
                exception as StorageUnavailableException ?? new StorageUnavailableException(exception)));
        }
    }

    private sealed record Entry(CallRecordResponse Record)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Count} call records could not be stored.")]
        public static partial void NotStored(ILogger logger, int count, Exception exception);
    }
}
