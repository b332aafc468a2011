using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace FourRunr.ToolProxy.Identity;

/// <summary>
/// The address that identifies a caller: an IPv4 address, or the /64 of an IPv6 address, the smallest block that one customer gets.
/// </summary>
internal readonly record struct CallerAddress(UInt128 Bits)
{
    public const int Size = 16;

    /// <summary>The address of the connection, or the one that a trusted proxy reports.</summary>
    public static CallerAddress Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? Of(address) : default;

    public static CallerAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            // As a mapped IPv6 address (::ffff:192.0.2.1), which is also what a dual-stack socket reports.
            bytes[10] = bytes[11] = 0xFF;
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
            if (!address.IsIPv4MappedToIPv6)
            {
                bytes[(Size / 2)..].Clear();
            }
        }

        return new CallerAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
}
