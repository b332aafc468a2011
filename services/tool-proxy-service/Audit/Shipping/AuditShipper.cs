using System.Threading.Channels;
using FourRunr.Audit;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Integrity;
using FourRunr.ToolProxy.Audit.Journal;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Audit.Shipping;

/// <summary>
/// Ships the rows of this proxy's journal to the database, in order and exactly once, and signs checkpoints of them. During an outage of
/// the database the journal grows; every tick asks for the writer's position and continues from there.
/// </summary>
internal sealed partial class AuditShipper(
    AuditJournal journal,
    AuditArchive archive,
    CheckpointKeyStore keys,
    IOptions<AuditOptions> options,
    TimeProvider clock,
    ILogger<AuditShipper> log) : IHostedService, IDisposable
{
    private const int LargestBatch = 2000;
    private const int RowsPerCheckpoint = 1000;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ShipmentWaiters _waiting = new();
    private ITimer? _ticks;
    private Task _loop = Task.CompletedTask;
    private (long Seq, byte[] Hash)? _arrived;
    private long _signed;
    private long _signedAt;
    private bool _away;

    /// <summary>Completes when every row that is in this proxy's journal now is in the database.</summary>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var arrived = _waiting.WaitAsync(journal.Written);
        if (!arrived.IsCompleted)
        {
            _wakes.Writer.TryWrite(true);
        }

        return arrived.WaitAsync(cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CompareAsync(cancellationToken);
        _signedAt = clock.GetTimestamp();
        _ticks = clock.CreateTimer(_ => _wakes.Writer.TryWrite(true), null, options.Value.ShipInterval, options.Value.ShipInterval);
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _ticks?.Dispose();
        _wakes.Writer.TryComplete();
        await _loop;
        // What is not shipped now is shipped after the next start.
        using var patience = new CancellationTokenSource(StopTimeout, clock);
        await WorkAsync(signAll: true, patience.Token);
    }

    public void Dispose() => _ticks?.Dispose();

    /// <summary>A journal with fewer or other rows than the database is a restored old copy: row numbers would be used twice.</summary>
    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var position = await archive.FindPositionAsync(journal.File.Writer, cancellationToken);
        var known = journal.File.ReadFrom(position.Seq, limit: 1).Find(row => row.Seq == position.Seq);
        if (position.Seq > journal.File.LastSeq || (known.Hash is { } hash && !hash.SequenceEqual(position.Hash)))
        {
            journal.StartOver();
        }
        else
        {
            Arrived(position.Seq, position.Hash);
        }
    }

    private async Task LoopAsync()
    {
        await foreach (var _ in _wakes.Reader.ReadAllAsync())
        {
            await WorkAsync(signAll: false, CancellationToken.None);
        }
    }

    private async Task WorkAsync(bool signAll, CancellationToken cancellationToken)
    {
        try
        {
            if (_arrived is null)
            {
                await FindPositionAsync(cancellationToken);
            }

            while (await ShipAsync(signAll, cancellationToken))
            {
            }

            if (SignNow(_arrived!.Value.Seq, signAll))
            {
                await archive.StoreAsync(Sign(_arrived.Value.Seq, _arrived.Value.Hash), cancellationToken);
            }

            if (_away)
            {
                _away = false;
                Log.Resumed(log);
            }
        }
        catch (Exception exception)
        {
            // Whether the last batch and its checkpoint were stored is not known: ask for the position, and sign again.
            (_arrived, _signed) = (null, 0);
            _waiting.Fail(exception as StorageUnavailableException ?? new StorageUnavailableException(exception));
            if (!_away)
            {
                _away = true;
                Log.Stalled(log, journal.Backlog, exception);
            }
        }
    }

    private async Task FindPositionAsync(CancellationToken cancellationToken)
    {
        var position = await archive.FindPositionAsync(journal.File.Writer, cancellationToken);
        Arrived(position.Seq, position.Hash);
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> ShipAsync(bool signAll, CancellationToken cancellationToken)
    {
        var from = _arrived!.Value.Seq;
        if (from >= journal.Written)
        {
            return false;
        }

        var recent = journal.Recent.After(from, LargestBatch);
        var rows = recent.Count > 0 ? recent : ReadBack(from);
        if (rows.Count == 0)
        {
            return false;
        }

        var last = rows[^1].Row;
        var checkpoint = SignNow(last.Seq, signAll) ? Sign(last.Seq, last.Hash) : null;
        if (await archive.StoreAsync(from, rows, checkpoint, cancellationToken))
        {
            Arrived(last.Seq, last.Hash);
        }
        else
        {
            await FindPositionAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Reads rows that an earlier process wrote, or that were dropped from memory.</summary>
    private List<ArchiveRow> ReadBack(long from)
    {
        var rows = ArchiveRow.Of(journal.File.Writer, after: from, journal.File.ReadFrom(from, LargestBatch));
        foreach (var row in rows.Where(row => !row.IsIntact))
        {
            Log.Changed(log, row.Writer, row.Row.Seq);
        }

        return rows;
    }

    private void Arrived(long seq, byte[] hash)
    {
        _arrived = (seq, hash);
        journal.Arrived(seq);
        _waiting.Complete(seq);
    }

    private bool SignNow(long last, bool all)
    {
        var unsigned = last - _signed;
        return unsigned >= RowsPerCheckpoint
            || (unsigned > 0 && (all || clock.GetElapsedTime(_signedAt) >= options.Value.CheckpointInterval));
    }

    private AuditCheckpoint Sign(long seq, byte[] hash)
    {
        (_signed, _signedAt) = (seq, clock.GetTimestamp());
        return keys.Key.Sign(journal.File.Writer, seq, hash, clock.GetUtcNow());
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Call records cannot be stored in the database; {Backlog} wait in the journal until it is back.")]
        public static partial void Stalled(ILogger logger, long backlog, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "Call records are stored in the database again; none was lost.")]
        public static partial void Resumed(ILogger logger);

        [LoggerMessage(Level = LogLevel.Critical, Message = "Row {Seq} of the journal of {Writer} does not match its hash: somebody changed the file, or the disk is broken.")]
        public static partial void Changed(ILogger logger, string writer, long seq);
    }
}
