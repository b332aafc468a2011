using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace FourRunr.ToolProxy.Identity;

/// <summary>Who counts as one caller: an IPv4 address, or the /64 of an IPv6 address, which is what one customer of a network has at least.</summary>
internal readonly record struct CallerAddress(UInt128 Bits)
{
    public const int Size = 16;

    /// <summary>Of the connection, or what a trusted proxy says of it.</summary>
    public static CallerAddress Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? Of(address) : default;

    public static CallerAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            // As IPv6 writes it (::ffff:192.0.2.1), which is what a socket for both says too.
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
