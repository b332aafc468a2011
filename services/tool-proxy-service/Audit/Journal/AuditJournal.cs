using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Telemetry;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// Writes down every call on this machine's disk before its answer leaves, one batch after the other, chained by their hashes. A record
/// that finds nobody writing is written by its caller, which is quicker than to hand it over; what comes meanwhile waits, and is written
/// together by the journal's own thread (group commit), as is all that must be flushed. What reads changed nothing survives the end
/// of the process; a batch with a side effect in it also survives a power cut.
/// <see cref="Shipping.AuditShipper"/> carries the rows on.
/// </summary>
internal sealed partial class AuditJournal(
    GatewaySettings settings, IOptions<AuditOptions> options, ProxyMetrics metrics, TimeProvider clock, ILogger<AuditJournal> log)
    : IHostedService, IDisposable
{
    public const string Dependency = "audit journal";

    /// <summary>A caller is told after this long that its call could not be recorded; a slow disk is no reason to refuse a good call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Patience is counted in slices: of a process that was frozen one has passed, and the disk gets the others.</summary>
    private const int Slices = 4;

    private readonly object _gate = new();
    private readonly List<JournalRow> _rows = [];
    private List<Pending> _waiting = [];
    private List<Pending> _writing = [];
    private bool _busy;
    private bool _stopped;
    private ITimer? _slice;

    private JournalFile? _file;
    private Task _loop = Task.CompletedTask;
    private long _written;
    private long _arrived;
    private bool _broken;

    /// <summary>Everything up to this row is in the database now.</summary>
    public event Action<long>? RowsArrived;

    /// <summary>Open since the service began to start.</summary>
    public JournalFile File => _file ?? throw new InvalidOperationException("The service has not started.");

    /// <summary>What need not be read back from the file.</summary>
    public RecentRows Recent { get; } = new();

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
    /// While a disk hangs, the one caller that is writing waits for it.
    /// </summary>
    /// <param name="durable">Whether it must survive a power cut too, as what announces an effect must. Waited for on the journal's own thread.</param>
    /// <returns>The row's number.</returns>
    /// <exception cref="DependencyUnavailableException">The record could not be written in two seconds or a little more.</exception>
    public Task<long> AppendAsync(CallRecordResponse record, bool durable)
    {
        var pending = new Pending(record, durable);
        lock (_gate)
        {
            if (_stopped)
            {
                return Task.FromException<long>(new DependencyUnavailableException(Dependency));
            }

            if (durable || _busy || _waiting.Count > 0 || File.IsFull)
            {
                _waiting.Add(pending);
                Monitor.Pulse(_gate);
                return pending.Task;
            }

            _writing.Add(pending);
            _busy = true;
        }

        WriteBatch();
        return pending.Task;
    }

    /// <summary>Everything up to this row is in the database.</summary>
    public void Arrived(long seq)
    {
        Volatile.Write(ref _arrived, seq);
        File.Forget(before: seq);
        Recent.Arrived(seq);
        RowsArrived?.Invoke(seq);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _file = JournalFile.OpenFirstFree(settings.DataDirectory, clock, log);
        Begin();
        metrics.WatchAuditBacklog(() => Backlog);
        _slice = clock.CreateTimer(_ => EndSlice(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        BeginSlice();
        // The disk blocks: the journal owns a thread instead of taking one from the pool.
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
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }

        await _loop;
    }

    public void Dispose()
    {
        _slice?.Dispose();
        _file?.Dispose();
    }

    private void Begin()
    {
        Volatile.Write(ref _written, File.LastSeq);
        Volatile.Write(ref _arrived, File.FirstSeq - 1);
    }

    private void Loop()
    {
        while (TakeWaiting())
        {
            WriteBatch();
        }
    }

    /// <returns>False when there will be no more.</returns>
    private bool TakeWaiting()
    {
        lock (_gate)
        {
            while (_busy || _waiting.Count == 0)
            {
                if (_stopped && !_busy)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            (_waiting, _writing) = (_writing, _waiting);
            _busy = true;
            return true;
        }
    }

    private void WriteBatch()
    {
        Write(_writing);
        lock (_gate)
        {
            _writing.Clear();
            _busy = false;
            if (_waiting.Count > 0 || _stopped)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Write(List<Pending> batch)
    {
        try
        {
            var previous = File.LastHash;
            Chain(batch);
            File.Append(_rows, batch.Exists(pending => pending.Durable));
            Recent.Add(batch.Select((pending, i) => new ArchiveRow(File.Writer, _rows[i], i > 0 ? _rows[i - 1].Hash : previous, pending.Record)));
            Volatile.Write(ref _written, File.LastSeq);
            Volatile.Write(ref _broken, false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].TrySetResult(_rows[i].Seq);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, the thread lives on and everyone of the batch learns of it.
            Volatile.Write(ref _broken, true);
            Log.NotWritten(log, batch.Count, exception);
            batch.ForEach(pending => pending.Fail(exception));
        }
    }

    private void Chain(List<Pending> batch)
    {
        _rows.Clear();
        var (seq, previous) = (File.LastSeq, File.LastHash);
        foreach (var pending in batch)
        {
            var entry = JournalEntry.Place(File.Writer, ++seq, pending.Members);
            var hash = new byte[AuditChain.HashSize];
            AuditChain.Hash(previous, entry.Span, hash);
            _rows.Add(new JournalRow(seq, hash, entry));
            previous = hash;
        }
    }

    private void EndSlice()
    {
        lock (_gate)
        {
            _writing.ForEach(pending => pending.EndSlice());
            _waiting.ForEach(pending => pending.EndSlice());
        }

        BeginSlice();
    }

    /// <summary>Each slice begins when the one before has ended, so those that a frozen process missed are not made up for.</summary>
    private void BeginSlice() => _slice?.Change(Patience / Slices, Timeout.InfiniteTimeSpan);

    /// <summary>A record on its way to the disk, and who waits for it.</summary>
    private sealed class Pending(CallRecordResponse record, bool durable)
        : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private int _slices;

        public CallRecordResponse Record => record;

        public byte[] Members { get; } = JournalEntry.Serialize(record);

        public bool Durable => durable;

        /// <summary>The first slice had begun before the record came, so it does not count.</summary>
        public void EndSlice()
        {
            if (++_slices > Slices)
            {
                Fail(new TimeoutException());
            }
        }

        public void Fail(Exception exception) => TrySetException(new DependencyUnavailableException(Dependency, exception));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Count} call records could not be written to the journal.")]
        public static partial void NotWritten(ILogger logger, int count, Exception exception);

        [LoggerMessage(Level = LogLevel.Critical, Message = "The journal of {Writer} is not the one that the database knows; its files are kept aside and a new one begins. Was an old copy of the data folder put back?")]
        public static partial void StartedOver(ILogger logger, string writer);
    }
}
