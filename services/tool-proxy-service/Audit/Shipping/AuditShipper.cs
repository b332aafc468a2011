using System.Threading.Channels;
using FourRunr.Audit;
using FourRunr.Storage;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Integrity;
using FourRunr.ToolProxy.Audit.Journal;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Audit.Shipping;

/// <summary>
/// Carries the rows of this proxy's journal to the database, in order, each exactly once, and signs checkpoints of them. An
/// outage of the database only makes the journal longer: every tick asks where the database has come to, and goes on from there.
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
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CaughtUp _waiting = new();
    private ITimer? _ticks;
    private Task _loop = Task.CompletedTask;
    private (long Seq, byte[] Hash)? _arrived;
    private long _signed;
    private long _signedAt;
    private bool _away;

    /// <summary>Completes when every row that is in this proxy's journal now has arrived in the database.</summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var arrived = _waiting.Until(journal.Written);
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
        // What does not arrive now arrives after the next start.
        using var patience = new CancellationTokenSource(PatienceAtTheEnd, clock);
        await WorkAsync(signAll: true, patience.Token);
    }

    public void Dispose() => _ticks?.Dispose();

    /// <summary>A journal that knows less than the database, or something else, is an old copy put back: numbers would be given twice.</summary>
    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var place = await archive.FindPlaceAsync(journal.File.Writer, cancellationToken);
        var known = journal.File.ReadFrom(place.ShippedSeq, limit: 1).Find(row => row.Seq == place.ShippedSeq);
        if (place.ShippedSeq > journal.File.LastSeq || (known.Hash is { } hash && !hash.SequenceEqual(place.ShippedHash)))
        {
            journal.StartOver();
        }
        else
        {
            Arrived(place.ShippedSeq, place.ShippedHash);
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
                await FindPlaceAsync(cancellationToken);
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
                Log.GoesOn(log);
            }
        }
        catch (Exception exception)
        {
            // Whether the last batch has arrived, and its checkpoint, is not known: ask, and sign anew, before going on.
            (_arrived, _signed) = (null, 0);
            _waiting.Fail(exception as StorageUnavailableException ?? new StorageUnavailableException(exception));
            if (!_away)
            {
                _away = true;
                Log.Waits(log, journal.Backlog, exception);
            }
        }
    }

    private async Task FindPlaceAsync(CancellationToken cancellationToken)
    {
        var place = await archive.FindPlaceAsync(journal.File.Writer, cancellationToken);
        Arrived(place.ShippedSeq, place.ShippedHash);
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
            await FindPlaceAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>What an earlier process wrote, or what waits too long to be kept in mind.</summary>
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
        _waiting.Reached(seq);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "Call records do not reach the database; {Backlog} wait in the journal until it is back.")]
        public static partial void Waits(ILogger logger, long backlog, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "Call records reach the database again; none is left behind.")]
        public static partial void GoesOn(ILogger logger);

        [LoggerMessage(Level = LogLevel.Critical, Message = "Row {Seq} of the journal of {Writer} is not what was written: somebody changed the file, or the disk is broken.")]
        public static partial void Changed(ILogger logger, string writer, long seq);
    }
}
