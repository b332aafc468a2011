namespace FourRunr.Contracts;

/// <summary>
/// Ids of one kind that sort in the order in which they were made here, within a millisecond too: the 12 bits behind the version count
/// (RFC 9562 section 6.2, method 1).
/// </summary>
/// <param name="prefix">One of <see cref="GatewayId"/>.</param>
public sealed class GatewayIdSequence(string prefix)
{
    private readonly Lock _gate = new();
    private long _millisecond;
    private int _counter;

    public string Next(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(moment).TryWriteBytes(bytes, bigEndian: true, out _);
        var counter = Count(moment.ToUnixTimeMilliseconds());
        bytes[6] = (byte)(0x70 | ((counter >> 8) & 0x0F));
        bytes[7] = (byte)counter;
        return $"{prefix}{new Guid(bytes, bigEndian: true):N}";
    }

    private int Count(long millisecond)
    {
        lock (_gate)
        {
            _counter = millisecond == _millisecond ? _counter + 1 : 0;
            _millisecond = millisecond;
            return _counter;
        }
    }
}
