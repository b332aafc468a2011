using System.Threading.Channels;
using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// Writes down every call on this machine's disk before its answer leaves. Callers wait until theirs is written; one thread
/// writes what waits together in one transaction (group commit) and chains the rows by their hashes. What reads changed
/// nothing survives the end of the process; a batch with a side effect in it also survives a power cut.
/// <see cref="Shipping.AuditShipper"/> carries the rows on.
/// </summary>
internal sealed partial class AuditJournal(
    GatewaySettings settings, IOptions<AuditOptions> options, ProxyMetrics metrics, TimeProvider clock, ILogger<AuditJournal> log)
    : IHostedService, IDisposable
{
    public const string Dependency = "audit journal";

    private const int LargestBatch = 512;

    /// <summary>Deleting is a transaction of its own: rows that have arrived may as well stay a while.</summary>
    private const int ForgetAtOnce = 500;

    /// <summary>A caller is told after this long that its call could not be recorded; a slow disk is no reason to refuse a good call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int Slices = 4;

    // Unbounded, because every caller waits for its entry: there are never more than calls under way.
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    private JournalFile? _file;
    private Task _loop = Task.CompletedTask;
    private long _written;
    private long _arrived;
    private long _forgotten;
    private bool _broken;

    /// <summary>Everything up to this row is in the database now.</summary>
    public event Action<long>? RowsArrived;

    /// <summary>Open since the service began to start.</summary>
    public JournalFile File => _file ?? throw new InvalidOperationException("The service has not started.");

    /// <summary>The last row that is written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Rows that have not arrived in the database yet.</summary>
    public long Backlog => Written - Volatile.Read(ref _arrived);

    /// <summary>
    /// False while a call that begins now could hardly be recorded: the backlog is at its bound, or the disk refused the last batch.
    /// The records of calls that are refused for this reason find out when the disk is well again.
    /// </summary>
    public bool TakesCalls => Backlog < options.Value.MaxBacklog && !Volatile.Read(ref _broken);

    /// <summary>
    /// Returns when the record is written. Takes no cancellation: a call that was cancelled is recorded like any other.
    /// After an exception the record may still be written: it can tell of an answer that was not given, never the reverse.
    /// </summary>
    /// <param name="durable">Whether it must survive a power cut too, as what announces an effect must.</param>
    /// <returns>The row's number.</returns>
    /// <exception cref="DependencyUnavailableException">The record could not be written in time.</exception>
    public async Task<long> AppendAsync(CallRecordResponse record, bool durable)
    {
        var pending = new Pending(JournalEntry.Serialize(record), durable);
        if (!_queue.Writer.TryWrite(pending))
        {
            throw new DependencyUnavailableException(Dependency);
        }

        try
        {
            // In slices: of a process that was frozen one has passed, and the disk gets the others.
            Task written = pending.Written.Task;
            for (var slice = 1; slice < Slices && !written.IsCompleted; slice++)
            {
                await written.WaitAsync(Patience / Slices, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return await pending.Written.Task.WaitAsync(Patience / Slices, clock);
        }
        catch (Exception exception) when (exception is TimeoutException or SqliteException)
        {
            throw new DependencyUnavailableException(Dependency, exception);
        }
    }

    /// <summary>Everything up to this row is in the database.</summary>
    public void Arrived(long seq)
    {
        Volatile.Write(ref _arrived, seq);
        _queue.Writer.TryWrite(Pending.Nothing);
        RowsArrived?.Invoke(seq);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _file = JournalFile.OpenFirstFree(settings.DataDirectory, clock);
        Begin();
        metrics.WatchAuditBacklog(() => Backlog);
        // SQLite blocks: the journal owns a thread instead of taking one from the pool.
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The database knows more of this writer than the file does, or something else: the file is an old copy. To go on would
    /// give numbers twice. Only before the first call.
    /// </summary>
    public void StartOver()
    {
        Log.StartedOver(log, File.Writer);
        _file = File.StartOver(clock);
        Begin();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    public void Dispose() => _file?.Dispose();

    private void Begin()
    {
        Volatile.Write(ref _written, File.LastSeq);
        Volatile.Write(ref _arrived, File.FirstSeq - 1);
        _forgotten = File.FirstSeq - 1;
    }

    private void Loop()
    {
        var batch = new List<Pending>(LargestBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var pending))
            {
                if (pending != Pending.Nothing)
                {
                    batch.Add(pending);
                }
            }

            if (batch.Count > 0)
            {
                Write(batch);
                batch.Clear();
            }

            Forget();
        }
    }

    private void Write(List<Pending> batch)
    {
        try
        {
            var rows = Chain(batch);
            File.Append(rows, batch.Exists(pending => pending.Durable));
            Volatile.Write(ref _written, rows[^1].Seq);
            Volatile.Write(ref _broken, false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Written.SetResult(rows[i].Seq);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, the thread lives on and everyone of the batch learns of it.
            Volatile.Write(ref _broken, true);
            Log.NotWritten(log, batch.Count, exception);
            batch.ForEach(pending => pending.Written.SetException(exception as SqliteException ?? new SqliteException(exception.Message, 1)));
        }
    }

    private JournalRow[] Chain(List<Pending> batch)
    {
        var rows = new JournalRow[batch.Count];
        var (seq, previous) = (File.LastSeq, File.LastHash);
        for (var i = 0; i < rows.Length; i++)
        {
            var entry = JournalEntry.Place(File.Writer, ++seq, batch[i].Record);
            var hash = new byte[AuditChain.HashSize];
            AuditChain.Hash(previous, entry, hash);
            rows[i] = new JournalRow(seq, hash, entry);
            previous = hash;
        }

        return rows;
    }

    private void Forget()
    {
        var arrived = Volatile.Read(ref _arrived);
        if (arrived - _forgotten < ForgetAtOnce)
        {
            return;
        }

        try
        {
            File.Forget(before: arrived);
            _forgotten = arrived;
        }
        catch (SqliteException exception)
        {
            // It is tried again with the next rows that arrive.
            Log.NotForgotten(log, exception);
        }
    }

    private sealed record Pending(byte[] Record, bool Durable)
    {
        /// <summary>Wakes the thread.</summary>
        public static readonly Pending Nothing = new([], Durable: false);

        public TaskCompletionSource<long> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Count} call records could not be written to the journal.")]
        public static partial void NotWritten(ILogger logger, int count, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Rows of the journal that have arrived in the database could not be deleted yet.")]
        public static partial void NotForgotten(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Critical, Message = "The journal of {Writer} is not the one that the database knows; its file is kept aside and a new one begins. Was an old copy of the data folder put back?")]
        public static partial void StartedOver(ILogger logger, string writer);
    }
}
