using FourRunr.Audit;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Telemetry;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// Writes every call to this machine's disk before it is answered, in batches that are chained by their hashes. If nobody is writing, the
/// caller writes its own record, which is faster than handing it over. Records that arrive meanwhile, and those that must be flushed, are
/// written together by the journal's own thread (group commit). Every record survives the end of the process; a batch with a side effect
/// also survives a power cut. <see cref="Shipping.AuditShipper"/> ships the rows to the database.
/// </summary>
internal sealed partial class AuditJournal(
    GatewaySettings settings, IOptions<AuditOptions> options, ProxyMetrics metrics, TimeProvider clock, ILogger<AuditJournal> log)
    : IHostedService, IDisposable
{
    public const string Dependency = "audit journal";

    /// <summary>How long a caller waits for its record. Long, because a slow disk is no reason to refuse a good call.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The wait is counted in slices: a process that was frozen loses one of them, and the disk still gets the others.</summary>
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

    /// <summary>Raised when every row up to this one is in the database.</summary>
    public event Action<long>? RowsArrived;

    /// <summary>Open since the service began to start.</summary>
    public JournalFile File => _file ?? throw new InvalidOperationException("The service has not started.");

    /// <summary>The last rows, which need not be read back from the file.</summary>
    public RecentRows Recent { get; } = new();

    /// <summary>The last row that is written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Rows that are not in the database yet.</summary>
    public long Backlog => Written - Volatile.Read(ref _arrived);

    /// <summary>
    /// False while a new call probably cannot be recorded: the backlog is at its limit, or the last write failed. The records of the calls
    /// that are refused meanwhile show when the disk works again.
    /// </summary>
    public bool TakesCalls => Backlog < options.Value.MaxBacklog && !Volatile.Read(ref _broken);

    /// <summary>
    /// Returns when the record is written. Takes no cancellation: a call that was cancelled is recorded like any other.
    /// After an exception the record may still be written: there can be a record without an answer, never an answer without a record.
    /// While the disk hangs, the one caller that is writing waits for it.
    /// </summary>
    /// <param name="durable">Whether it must survive a power cut, as the announcement of an effect must. Such records are written by the
    /// journal's own thread.</param>
    /// <returns>The row's number.</returns>
    /// <exception cref="DependencyUnavailableException">The record could not be written in two seconds or a little more.</exception>
    public Task<long> AppendAsync(CallRecordResponse record, bool durable) => AppendAsync(new Pending(record, JournalEntry.Serialize(record), durable));

    /// <summary>Puts a change of an operator into the chain. It survives a power cut: its service forgets it then.</summary>
    /// <inheritdoc cref="AppendAsync(CallRecordResponse, bool)"/>
    public Task<long> AppendAsync(RecordedChange change) => AppendAsync(new Pending(change, JournalEntry.Serialize(change), durable: true));

    private Task<long> AppendAsync(Pending pending)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return Task.FromException<long>(new DependencyUnavailableException(Dependency));
            }

            if (pending.Durable || _busy || _waiting.Count > 0 || File.IsFull)
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

    /// <summary>Every row up to this one is in the database.</summary>
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
        // Disk writes block: the journal has its own thread instead of one from the pool.
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Begins a new journal, because the database has more or other rows of this writer than the file: the file is an old copy, and going on
    /// would use row numbers twice. Only before the first call.
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
            Recent.Add(batch.Select((pending, i) => pending.ToRow(File.Writer, _rows[i], i > 0 ? _rows[i - 1].Hash : previous)));
            Volatile.Write(ref _written, File.LastSeq);
            Volatile.Write(ref _broken, false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].TrySetResult(_rows[i].Seq);
            }
        }
        catch (Exception exception)
        {
            // The thread goes on, and every caller of the batch gets the error.
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
            var entry = JournalEntry.WithPosition(File.Writer, ++seq, pending.Members);
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

    /// <summary>Each slice begins when the one before has ended, so slices that a frozen process missed are not made up for.</summary>
    private void BeginSlice() => _slice?.Change(Patience / Slices, Timeout.InfiniteTimeSpan);

    /// <summary>A record to be written, and its caller.</summary>
    private sealed class Pending(object recorded, byte[] members, bool durable)
        : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private int _slices;

        public byte[] Members => members;

        public bool Durable => durable;

        public ArchiveRow ToRow(string writer, JournalRow row, byte[] previousHash) => recorded switch
        {
            RecordedChange change => new ChangeRow(writer, row, previousHash, change),
            var call => new CallRow(writer, row, previousHash, (CallRecordResponse)call),
        };

        /// <summary>The first slice began before the record arrived, so it does not count.</summary>
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
        [LoggerMessage(Level = LogLevel.Error, Message = "{Count} records could not be written to the journal.")]
        public static partial void NotWritten(ILogger logger, int count, Exception exception);

        [LoggerMessage(Level = LogLevel.Critical, Message = "The journal of {Writer} does not match the database. Its files are kept aside and a new journal begins. Was an old copy of the data folder restored?")]
        public static partial void StartedOver(ILogger logger, string writer);
    }
}
