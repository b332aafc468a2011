using System.Buffers;
using System.Text.Encodings.Web;

namespace FourRunr.ToolProxy.Json;

/// <summary>A JSON writer with its buffer, reused by later callers on the same thread.</summary>
internal sealed class ReusedJsonWriter : IDisposable
{
    /// <summary>Larger buffers are not reused.</summary>
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static ReusedJsonWriter? _spare;

    [ThreadStatic]
    private static ReusedJsonWriter? _spareEscaping;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly bool _escapes;

    private ReusedJsonWriter(bool escapes)
    {
        _escapes = escapes;
        var encoder = escapes ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        Writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = encoder });
    }

    public Utf8JsonWriter Writer { get; }

    /// <summary>The bytes written so far; valid until disposal.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>A writer that escapes only what it must. Dispose it on the same thread; otherwise it is not reused.</summary>
    public static ReusedJsonWriter Take() => Take(ref _spare, escapes: false);

    /// <summary>A writer that writes ASCII only.</summary>
    public static ReusedJsonWriter TakeEscaping() => Take(ref _spareEscaping, escapes: true);

    public void Dispose()
    {
        if (_buffer.Capacity <= MostKept)
        {
            _buffer.ResetWrittenCount();
            Writer.Reset(_buffer);
            (_escapes ? ref _spareEscaping : ref _spare) = this;
        }
    }

    private static ReusedJsonWriter Take(ref ReusedJsonWriter? spare, bool escapes)
    {
        var taken = spare ?? new ReusedJsonWriter(escapes);
        spare = null;
        return taken;
    }
}
