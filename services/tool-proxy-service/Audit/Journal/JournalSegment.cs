using System.Buffers.Binary;
using System.IO.Hashing;
using FourRunr.Audit;
using Microsoft.Win32.SafeHandles;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// One of the two files of a journal: a header of 64 bytes that names the writer, then the frames of consecutive rows. When the file is
/// opened, everything after the last good frame is copied to a file <c>….aside-N</c> for inspection, and cut off.
/// </summary>
internal sealed partial class JournalSegment : IDisposable
{
    private const int HeadSize = 64;
    private const int HeadChecksum = HeadSize - sizeof(ulong);

    /// <summary>Rows between two marks: at most this many are skipped to find one.</summary>
    private const int RowsPerMark = 256;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ILogger _log;
    private readonly List<long> _marks = [];
    private bool _hasTail;

    private JournalSegment(string path, ILogger log)
    {
        (_path, _log) = (path, log);
        PrivateFile.Prepare(path);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    private static ReadOnlySpan<byte> Magic => "4RunrJ1\n"u8;

    /// <summary>Null until <see cref="Begin"/> gives a new file one.</summary>
    public string? Writer { get; private set; }

    /// <summary>In bytes, header included.</summary>
    public long Size { get; private set; } = HeadSize;

    public bool IsEmpty => LastSeq == 0;

    /// <summary>0 without rows.</summary>
    public long FirstSeq { get; private set; }

    /// <summary>0 without rows.</summary>
    public long LastSeq { get; private set; }

    public byte[] LastHash { get; private set; } = AuditChain.Start.ToArray();

    /// <exception cref="IOException">The disk fails.</exception>
    public static JournalSegment Open(string path, ILogger log)
    {
        var segment = new JournalSegment(path, log);
        segment.ReadHead();
        if (segment.Writer is not null)
        {
            segment.ReadRows();
        }
        else if (RandomAccess.GetLength(segment._file) > 0)
        {
            var aside = segment.MoveAside();
            Log.NoHead(log, path, aside);
            return Open(path, log);
        }

        return segment;
    }

    /// <summary>Writes the header of a new file. When this returns, it is flushed to the disk.</summary>
    public void Begin(string writer)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        head.Clear();
        Magic.CopyTo(head);
        Encoding.ASCII.GetBytes(writer, head[Magic.Length..HeadChecksum]);
        BinaryPrimitives.WriteUInt64LittleEndian(head[HeadChecksum..], XxHash3.HashToUInt64(head[..HeadChecksum]));
        RandomAccess.Write(_file, head, 0);
        RandomAccess.FlushToDisk(_file);
        Writer = writer;
    }

    /// <summary>Appends bytes. They count once their rows are added.</summary>
    /// <exception cref="IOException">None of them count; what was written of them is cut off.</exception>
    public void Write(ReadOnlySpan<byte> frames, bool durable)
    {
        if (_hasTail)
        {
            CutTail();
        }

        _hasTail = true;
        try
        {
            RandomAccess.Write(_file, frames, Size);
            if (durable)
            {
                Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryCutTail();
            throw;
        }

        _hasTail = false;
    }

    /// <summary>Adds a row that was written.</summary>
    public void Add(JournalRow row)
    {
        if (IsEmpty)
        {
            FirstSeq = row.Seq;
        }

        if ((row.Seq - FirstSeq) % RowsPerMark == 0)
        {
            _marks.Add(Size);
        }

        Size += JournalFrame.SizeOf(row);
        (LastSeq, LastHash) = (row.Seq, row.Hash);
    }

    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <summary>Forgets the rows. The next write truncates the file.</summary>
    public void Clear()
    {
        (Size, FirstSeq, LastSeq, _hasTail) = (HeadSize, 0, 0, true);
        _marks.Clear();
    }

    /// <returns>A reader that begins at most 255 rows before that row; null if all rows of the segment are before it.</returns>
    public FrameReader? ReaderFrom(long seq) => IsEmpty || seq > LastSeq
        ? null
        : new FrameReader(_file, _marks[(int)(Math.Max(0, seq - FirstSeq) / RowsPerMark)], Size);

    /// <summary>Closes this segment and keeps its file under another name for inspection.</summary>
    /// <returns>The name.</returns>
    public string MoveAside()
    {
        Dispose();
        var aside = FreeName();
        File.Move(_path, aside);
        return aside;
    }

    public void Dispose() => _file.Dispose();

    private void ReadHead()
    {
        Span<byte> head = stackalloc byte[HeadSize];
        if (RandomAccess.Read(_file, head, 0) == HeadSize
            && head.StartsWith(Magic)
            && BinaryPrimitives.ReadUInt64LittleEndian(head[HeadChecksum..]) == XxHash3.HashToUInt64(head[..HeadChecksum]))
        {
            Writer = Encoding.ASCII.GetString(head[Magic.Length..HeadChecksum].TrimEnd((byte)0));
        }
    }

    private void ReadRows()
    {
        var reader = new FrameReader(_file, HeadSize, RandomAccess.GetLength(_file));
        while (reader.TryRead(out var row) && (IsEmpty || row.Seq == LastSeq + 1))
        {
            Add(row);
        }

        if (Size < RandomAccess.GetLength(_file))
        {
            // A killed writer leaves at most one incomplete frame, of a call that was not answered.
            var level = reader.Offset == Size && reader.IsCutShort() ? LogLevel.Warning : LogLevel.Critical;
            var aside = CopyTailAside();
            CutTail();
            Log.CutOff(_log, level, _path, Size, aside);
        }
    }

    private string CopyTailAside()
    {
        var aside = FreeName();
        using var source = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new FileStream(aside, PrivateFile.CreateNew());
        source.Position = Size;
        source.CopyTo(copy);
        copy.Flush(flushToDisk: true);
        return aside;
    }

    private string FreeName() =>
        Enumerable.InfiniteSequence(1, 1).Select(number => $"{_path}.aside-{number}").First(name => !File.Exists(name));

    private void CutTail()
    {
        RandomAccess.SetLength(_file, Size);
        _hasTail = false;
    }

    private void TryCutTail()
    {
        try
        {
            CutTail();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next write tries it again.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "{Path} has no complete row at byte {Offset}: the rest is cut off and kept in {Aside}. The process died in the middle of a write, the disk is broken, or somebody changed the file.")]
        public static partial void CutOff(ILogger logger, LogLevel level, string path, long offset, string aside);

        [LoggerMessage(Level = LogLevel.Critical, Message = "{Path} is not a journal segment; it is kept as {Aside} and a new one is created. The disk is broken, or somebody changed the file.")]
        public static partial void NoHead(ILogger logger, string path, string aside);
    }
}
