using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FourRunr.ToolProxy.Calls;

/// <summary>A JSON writer and its buffer for short use on one thread, used again by the next.</summary>
internal sealed class ReusedJsonWriter : IDisposable
{
    /// <summary>Larger buffers are not kept.</summary>
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static ReusedJsonWriter? _spare;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    private ReusedJsonWriter() => Writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Without escapes that are not needed.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written so far, until it is disposed.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>Must be disposed on the same thread; what is not is only not used again.</summary>
    public static ReusedJsonWriter Take()
    {
        var taken = _spare ?? new ReusedJsonWriter();
        _spare = null;
        return taken;
    }

    public void Dispose()
    {
        if (_buffer.Capacity <= MostKept)
        {
            _buffer.ResetWrittenCount();
            Writer.Reset(_buffer);
            _spare = this;
        }
    }
}
