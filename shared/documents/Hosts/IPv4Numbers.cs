using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace FourRunr.Documents.Hosts;

/// <summary>IPv4 addresses in every spelling that systems accept: one to four parts, each decimal, octal or hexadecimal.</summary>
internal static class IPv4Numbers
{
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
    public static bool TryParse(string host, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(host, out address) && address.AddressFamily == AddressFamily.InterNetwork;
}
