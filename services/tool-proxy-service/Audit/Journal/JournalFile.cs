using System.Buffers;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// A journal on this machine's disk. It holds at least the rows that are not known to be in the database, and the last row before them.
/// It has two append-only files, <c>journal-1.a</c> and <c>journal-1.b</c>. When one is full and the rows of the other are no longer
/// needed, the other is started again. Several processes may use one folder: each locks the first free journal (1, 2 …), so a
/// restarted process continues a journal that it, or another process, left there. One caller at a time appends; others may read and
/// forget meanwhile.
/// </summary>
internal sealed partial class JournalFile : IDisposable
{
    /// <summary>Size at which a segment is full. It grows further while the other segment has rows that are not in the database.</summary>
    public const long FullSegment = 16 * 1024 * 1024;

    private const int MostFiles = 64;

    private readonly FileStream _lock;
    private readonly string _path;
    private readonly ILogger _log;
    private readonly Lock _extent = new();
    private JournalSegment _active;

    /// <summary>Holds the rows before those of the active segment, or none.</summary>
    private JournalSegment _spare;
    private long _forgotten;

    private JournalFile(FileStream taken, string path, TimeProvider clock, ILogger log)
    {
        (_lock, _path, _log) = (taken, path, log);
        var (first, second) = (JournalSegment.Open(path + ".a", log), JournalSegment.Open(path + ".b", log));
        (_active, _spare) = first.LastSeq >= second.LastSeq ? (first, second) : (second, first);
        Writer = _active.Writer ?? _spare.Writer ?? GatewayId.New(GatewayId.Writer, clock);
        if ((_spare.Writer ?? Writer) != Writer || (!_spare.IsEmpty && _spare.LastSeq + 1 != _active.FirstSeq))
        {
            var spare = _spare == first ? path + ".a" : path + ".b";
            var aside = _spare.MoveAside();
            Log.DoesNotFit(log, spare, aside);
            _spare = JournalSegment.Open(spare, log);
        }

        foreach (var fresh in ((JournalSegment[])[_active, _spare]).Where(segment => segment.Writer is null))
        {
            fresh.Begin(Writer);
        }

        FirstSeq = !_spare.IsEmpty ? _spare.FirstSeq : Math.Max(1, _active.FirstSeq);
        (LastSeq, LastHash) = (_active.LastSeq, _active.LastHash);
    }

    /// <summary><c>wrt_…</c>, for as long as the files exist.</summary>
    public string Writer { get; }

    /// <summary>The oldest row when the journal was opened; 1 for a journal without rows.</summary>
    public long FirstSeq { get; }

    /// <summary>0 for a journal without rows.</summary>
    public long LastSeq { get; private set; }

    public byte[] LastHash { get; private set; }

    /// <summary>Whether the next append may have to flush a whole segment first.</summary>
    public bool IsFull => _active.Size >= FullSegment;

    /// <exception cref="InvalidConfigurationException">All journals of the folder are in use.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static JournalFile OpenFirstFree(string folder, TimeProvider clock, ILogger log)
    {
        PrivateDirectory.Create(folder);
        foreach (var journal in Directory.EnumerateFiles(folder, "journal-*"))
        {
            PrivateFile.Tighten(journal);
        }

        for (var number = 1; number <= MostFiles; number++)
        {
            var path = Path.Combine(folder, $"journal-{number}");
            if (TryLock(path + ".lock") is { } taken)
            {
                return new JournalFile(taken, path, clock, log);
            }
        }

        throw new InvalidConfigurationException($"All {MostFiles} journals in {folder} are in use by other processes. Give this one a GATEWAY_DATA_DIR of its own.");
    }

    /// <summary>Appends all rows or none.</summary>
    /// <param name="rows">The rows after the last row.</param>
    /// <param name="durable">True: the rows survive a power cut. False: they survive the end of the process.</param>
    /// <exception cref="IOException">The disk is full or fails: nothing was appended.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is not writable: nothing was appended.</exception>
    public void Append(IReadOnlyList<JournalRow> rows, bool durable)
    {
        if (IsFull && (_spare.IsEmpty || _spare.LastSeq < Volatile.Read(ref _forgotten)))
        {
            Switch();
        }

        var frames = ArrayPool<byte>.Shared.Rent(rows.Sum(JournalFrame.SizeOf));
        try
        {
            var length = 0;
            foreach (var row in rows)
            {
                length += JournalFrame.Write(row, frames.AsSpan(length));
            }

            _active.Write(frames.AsSpan(0, length), durable);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frames);
        }

        lock (_extent)
        {
            foreach (var row in rows)
            {
                _active.Add(row);
            }
        }

        (LastSeq, LastHash) = (rows[^1].Seq, rows[^1].Hash);
    }

    /// <summary>
    /// Rows before this one need not be kept, because the database has them. This one stays: the next row needs its hash.
    /// </summary>
    public void Forget(long before) => Volatile.Write(ref _forgotten, before);

    /// <summary>The rows from <paramref name="seq"/> on, ascending.</summary>
    /// <exception cref="IOException">The disk fails, or a row is damaged.</exception>
    public List<JournalRow> ReadFrom(long seq, int limit)
    {
        FrameReader?[] readers;
        lock (_extent)
        {
            readers = [_spare.ReaderFrom(seq), _active.ReaderFrom(seq)];
        }

        var rows = new List<JournalRow>();
        foreach (var reader in readers.OfType<FrameReader>())
        {
            while (rows.Count < limit && !reader.IsAtEnd)
            {
                if (!reader.TryRead(out var row))
                {
                    throw new IOException($"The journal of {Writer} is damaged after row {seq + rows.Count}.");
                }

                if (row.Seq >= seq)
                {
                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    /// <summary>Closes this journal and keeps its files aside for inspection.</summary>
    /// <returns>An empty journal of a new writer in the same place.</returns>
    public JournalFile StartOver(TimeProvider clock)
    {
        // The later rows first: if the process ends in between, the rest is still recognised as too old.
        _active.MoveAside();
        _spare.MoveAside();
        return new JournalFile(_lock, _path, clock, _log);
    }

    public void Dispose()
    {
        _active.Dispose();
        _spare.Dispose();
        _lock.Dispose();
    }

    private void Switch()
    {
        // Without this, a power cut could remove the end of these rows and keep the durable rows after them.
        _active.Flush();
        lock (_extent)
        {
            (_active, _spare) = (_spare, _active);
            _active.Clear();
        }
    }

    /// <returns>Null if another process has it.</returns>
    private static FileStream? TryLock(string path)
    {
        PrivateFile.Prepare(path);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsTaken(exception))
        {
            return null;
        }
    }

    /// <summary>
    /// EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows. Other errors have other causes: a full disk, no free
    /// descriptor.
    /// </summary>
    private static bool IsTaken(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "{Path} does not fit the journal's newer rows; it is kept as {Aside}. Was an old copy of one file restored?")]
        public static partial void DoesNotFit(ILogger logger, string path, string aside);
    }
}

/// <param name="Entry">UTF-8 JSON, see <see cref="JournalEntry"/>.</param>
internal readonly record struct JournalRow(long Seq, byte[] Hash, ReadOnlyMemory<byte> Entry);
