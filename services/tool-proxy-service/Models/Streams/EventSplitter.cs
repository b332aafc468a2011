using System.Buffers;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// Splits a stream of bytes into server-sent events, in whatever pieces it arrives. Lines end with LF, CRLF or CR. The bytes of an event stay where
/// they were read to, so that events that follow each other can be passed on as one piece.
/// </summary>
/// <param name="maxEventBytes">More than that without an end is no event.</param>
internal sealed class EventSplitter(int maxEventBytes) : IDisposable
{
    /// <summary>Room for some dozens of events.</summary>
    private const int FirstSize = 8 * 1024;
    private const int LeastRoom = 4 * 1024;

    private byte[] _buffer = [];
    private ArrayBufferWriter<byte>? _joined;
    private int _begin;
    private int _line;
    private int _scanned;
    private int _end;
    private bool _isAfterCr;
    private bool _isAfterMark;
    private bool _hasLines;
    private int _dataLines;

    // Within the event, because its bytes are moved when the buffer is made free.
    private Range _data;
    private Range _name;

    /// <summary>The event, or what has arrived of it, is larger than it may be.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The bytes of the current event, its end included. An LF after a CR that ended the event before is here.</summary>
    public ReadOnlyMemory<byte> Event => _buffer.AsMemory(EventOffset, EventLength);

    public int EventOffset { get; private set; }

    public int EventLength { get; private set; }

    /// <summary>False for comments, and for what else gives no event.</summary>
    public bool HasData => _dataLines > 0;

    /// <summary>Lines of data are joined by LF.</summary>
    public ReadOnlySpan<byte> Data => _dataLines > 1 && _joined is not null ? _joined.WrittenSpan : _buffer.AsSpan(EventOffset, EventLength)[_data];

    /// <summary>Empty for an event without a name.</summary>
    public ReadOnlySpan<byte> Name => _buffer.AsSpan(EventOffset, EventLength)[_name];

    /// <summary>Where the next bytes go. Events that were found before are gone afterwards.</summary>
    public Memory<byte> Room()
    {
        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
        }

        if (_begin == _end || _buffer.Length - _end < LeastRoom)
        {
            var kept = _end - _begin;
            var buffer = _buffer.Length - kept < Math.Max(LeastRoom, _buffer.Length / 2) ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
            _buffer.AsSpan(_begin, kept).CopyTo(buffer);
            if (buffer != _buffer)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = buffer;
            }

            (_line, _scanned, _end, _begin) = (_line - _begin, _scanned - _begin, kept, 0);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>
    /// Gives the buffer back if no part of an event is in it: most streams wait most of the time. Events that were found before are gone afterwards.
    /// </summary>
    public void Free()
    {
        if (_begin == _end && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _begin, _line, _scanned, _end, EventOffset, EventLength) = ([], 0, 0, 0, 0, 0, 0);
        }
    }

    /// <param name="count">Bytes that were put into <see cref="Room"/>.</param>
    public void Arrived(int count) => _end += count;

    /// <summary>Part of an event at a place that <see cref="EventOffset"/> has named since the last <see cref="Room"/>.</summary>
    public ReadOnlyMemory<byte> Bytes(int offset, int length) => _buffer.AsMemory(offset, length);

    /// <returns>False when more bytes are needed, or when the event <see cref="IsTooLarge"/>.</returns>
    public bool MoveNext()
    {
        if (!PassMark())
        {
            return false;
        }

        if (_begin == _line)
        {
            (_hasLines, _dataLines, _data, _name) = (false, 0, default, default);
        }

        while (true)
        {
            var length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\r', (byte)'\n');
            if (length < 0)
            {
                _scanned = _end;
                IsTooLarge = _end - _begin > maxEventBytes;
                return false;
            }

            var stop = _scanned + length;
            var isEmpty = stop == _line;
            var isRestOfCrLf = isEmpty && _isAfterCr && _buffer[stop] == '\n';
            _isAfterCr = _buffer[stop] == '\r';
            if (!isEmpty)
            {
                TakeLine(stop);
            }

            _line = _scanned = stop + 1;
            if (isEmpty && !isRestOfCrLf && _hasLines)
            {
                (EventOffset, EventLength) = (_begin, _line - _begin);
                _begin = _line;
                IsTooLarge = EventLength > maxEventBytes;
                return !IsTooLarge;
            }
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>A byte order mark may precede the first event.</summary>
    private bool PassMark()
    {
        ReadOnlySpan<byte> mark = [0xef, 0xbb, 0xbf];
        if (_isAfterMark)
        {
            return true;
        }

        var begin = _buffer.AsSpan(_begin, Math.Min(mark.Length, _end - _begin));
        if (!begin.SequenceEqual(mark[..begin.Length]))
        {
            return _isAfterMark = true;
        }

        if (begin.Length < mark.Length)
        {
            return false;
        }

        _line = _scanned = _begin + mark.Length;
        (_hasLines, _dataLines, _data, _name) = (false, 0, default, default);
        return _isAfterMark = true;
    }

    private void TakeLine(int stop)
    {
        _hasLines = true;
        var line = _buffer.AsSpan(_line, stop - _line);
        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? line.Length : colon + 1 < line.Length && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
        var range = new Range(_line - _begin + value, stop - _begin);
        if (field.SequenceEqual("data"u8))
        {
            TakeData(line[value..], range);
        }
        else if (field.SequenceEqual("event"u8))
        {
            _name = range;
        }
    }

    private void TakeData(ReadOnlySpan<byte> value, Range range)
    {
        if (++_dataLines == 1)
        {
            _data = range;
            return;
        }

        _joined ??= new ArrayBufferWriter<byte>();
        if (_dataLines == 2)
        {
            _joined.ResetWrittenCount();
            _joined.Write(_buffer.AsSpan(_begin)[_data]);
        }

        _joined.Write("\n"u8);
        _joined.Write(value);
    }
}
