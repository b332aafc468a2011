using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace FourRunr.Documents.Hosts;

/// <summary>IPv4 addresses in every spelling that systems accept: one to four parts, each decimal, octal or hexadecimal.</summary>
internal static class IPv4Numbers
{
    private const int MostParts = 4;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Such a host is an IPv4 address or nothing (WHATWG URL, "ends in a number").</summary>
    /// <param name="host">In lower case, without a trailing dot.</param>
    public static bool EndsInNumber(ReadOnlySpan<char> host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length > 0
            && (!last.ContainsAnyExceptInRange('0', '9') || (last.StartsWith("0x") && !last[2..].ContainsAnyExcept(HexDigits)));
    }

    /// <summary>The last part fills all bytes that are left: <c>1.2.772</c> is <c>1.2.3.4</c>, and so is <c>16909060</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> host, out IPAddress address)
    {
        address = IPAddress.None;
        Span<Range> parts = stackalloc Range[MostParts + 1];
        var count = host.Split(parts, '.');
        if (count > MostParts)
        {
            return false;
        }

        ulong value = 0;
        for (var i = 0; i < count; i++)
        {
            var isLast = i == count - 1;
            var bytesLeft = MostParts - i;
            if (!TryParsePart(host[parts[i]], out var number) || number >= (isLast ? 1UL << (8 * bytesLeft) : 256))
            {
                return false;
            }

            value |= isLast ? number : number << (8 * (bytesLeft - 1));
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        address = new IPAddress(bytes);
        return true;
    }

    private static bool TryParsePart(ReadOnlySpan<char> part, out ulong number)
    {
        number = 0;
        if (part.StartsWith("0x"))
        {
            var digits = part[2..].TrimStart('0');
            return digits.IsEmpty || (digits.Length <= 8 && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number));
        }

        if (part.Length < 2 || part[0] != '0')
        {
            return part.Length <= 10 && ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        }

        var octal = part.TrimStart('0');
        if (octal.Length > 11 || octal.ContainsAnyExceptInRange('0', '7'))
        {
            return false;
        }

        foreach (var digit in octal)
        {
            number = (number * 8) + (ulong)(digit - '0');
        }

        return true;
    }
}
