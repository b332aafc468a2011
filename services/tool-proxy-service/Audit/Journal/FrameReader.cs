using Microsoft.Win32.SafeHandles;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>Reads the frames of a segment in order, with large reads from the disk.</summary>
internal sealed class FrameReader(SafeFileHandle file, long start, long end)
{
    private const int ReadAtOnce = 256 * 1024;

    private byte[] _buffer = [];
    private int _next;
    private int _filled;

    /// <summary>Where the next frame begins.</summary>
    public long Offset { get; private set; } = start;

    public bool IsAtEnd => Offset == end;

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_next, _filled - _next);

    /// <returns>False at the end, and if the next bytes are not a complete frame: the reader stays there.</returns>
    public bool TryRead(out JournalRow row)
    {
        row = default;
        var size = SizeOfNext();
        if (!TryFill(size) || !JournalFrame.TryRead(Unread[..(int)size], out row))
        {
            return false;
        }

        _next += (int)size;
        Offset += size;
        return true;
    }

    /// <summary>Whether the file ends within the next frame, as it does when the writer was killed.</summary>
    public bool IsCutShort() => !IsAtEnd && SizeOfNext() > end - Offset;

    private long SizeOfNext() => TryFill(JournalFrame.HeadSize) ? JournalFrame.SizeOf(Unread) : long.MaxValue;

    /// <summary>Reads until the buffer has this many unread bytes, if the file has as many.</summary>
    private bool TryFill(long size)
    {
        if (size > end - Offset || size > Array.MaxLength)
        {
            return false;
        }

        if (size > Unread.Length)
        {
            var buffer = size <= _buffer.Length ? _buffer : new byte[Math.Max(size, ReadAtOnce)];
            Unread.CopyTo(buffer);
            (_filled, _next, _buffer) = (Unread.Length, 0, buffer);
            var wanted = (int)Math.Min(buffer.Length, end - Offset);
            while (_filled < wanted && RandomAccess.Read(file, buffer.AsSpan(_filled, wanted - _filled), Offset + _filled) is > 0 and var read)
            {
                _filled += read;
            }
        }

        return size <= Unread.Length;
    }
}
