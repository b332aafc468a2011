namespace FourRunr.Contracts;

/// <summary>
/// Ids of one kind that sort in the order in which they were made here, whatever the wall clock does: the 12 bits after the version
/// count within a millisecond. After a clock was set back, and with too many ids for a millisecond, the count goes on from the last
/// id (RFC 9562 section 6.2, method 1).
/// </summary>
/// <param name="prefix">One of <see cref="GatewayId"/>.</param>
public sealed class GatewayIdSequence(string prefix)
{
    private const int MostPerMillisecond = 1 << 12;

    private readonly Lock _gate = new();
    private long _millisecond;
    private int _counter;

    public string Next(DateTimeOffset moment)
    {
        var (millisecond, counter) = Count(moment.ToUnixTimeMilliseconds());
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(millisecond)).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | (counter >> 8));
        bytes[7] = (byte)counter;
        return $"{prefix}{new Guid(bytes, bigEndian: true):N}";
    }

    private (long Millisecond, int Counter) Count(long millisecond)
    {
        lock (_gate)
        {
            if (millisecond > _millisecond)
            {
                (_millisecond, _counter) = (millisecond, 0);
            }
            else if (++_counter == MostPerMillisecond)
            {
                (_millisecond, _counter) = (_millisecond + 1, 0);
            }

            return (_millisecond, _counter);
        }
    }
}
