namespace FourRunr.Bench.Micro.MeasuredGateways;

/// <summary>A request or body with a number in it that is counted up in place: no two are alike, all are as long, none is allocated.</summary>
internal sealed class NumberedBytes(byte[] bytes)
{
    /// <summary>Where the number is to be.</summary>
    public const string Placeholder = "000000000000";

    private readonly int _lastDigit = bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(Placeholder)) + Placeholder.Length - 1;

    /// <summary>Valid until the next one is asked for.</summary>
    public byte[] Next()
    {
        for (var digit = _lastDigit; bytes[digit]++ == '9'; digit--)
        {
            bytes[digit] = (byte)'0';
        }

        return bytes;
    }
}
