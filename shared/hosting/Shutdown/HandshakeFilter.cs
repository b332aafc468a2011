using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FourRunr.Hosting.Shutdown;

/// <summary>
/// Drops new handshakes on a listening socket, on Linux (<c>SO_ATTACH_FILTER</c>, socket(7)). Without it connections would join
/// the queue until the moment it is discarded. A client whose first packet is dropped sends it again and is then refused.
/// </summary>
internal static class HandshakeFilter
{
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;

    /// <summary>Classic BPF over the TCP header: drop what has SYN without ACK, pass the rest.</summary>
    private static readonly (ushort Code, byte IfTrue, byte IfFalse, uint Value)[] Program =
    [
        (0x30, 0, 0, 13), // load the flags
        (0x54, 0, 0, 0x12), // keep SYN and ACK
        (0x15, 0, 1, 0x02), // SYN alone?
        (0x06, 0, 0, 0), // drop
        (0x06, 0, 0, uint.MaxValue), // pass
    ];

    public static void Attach(Socket listening)
    {
        if (!OperatingSystem.IsLinux() || listening.LocalEndPoint is UnixDomainSocketEndPoint)
        {
            return;
        }

        var instructions = GCHandle.Alloc(Instructions(), GCHandleType.Pinned);
        try
        {
            // struct sock_fprog: the number of instructions, and where they are.
            var program = new byte[2 * IntPtr.Size];
            MemoryMarshal.Write(program, (ushort)Program.Length);
            MemoryMarshal.Write(program.AsSpan(IntPtr.Size), instructions.AddrOfPinnedObject());
            listening.SetRawSocketOption(SolSocket, SoAttachFilter, program);
        }
        catch (SocketException)
        {
            // A kernel or sandbox without filters: then connections that arrive within a few microseconds are reset.
        }
        finally
        {
            instructions.Free();
        }
    }

    private static byte[] Instructions()
    {
        var bytes = new byte[8 * Program.Length];
        for (var i = 0; i < Program.Length; i++)
        {
            var instruction = bytes.AsSpan(8 * i, 8);
            MemoryMarshal.Write(instruction, Program[i].Code);
            (instruction[2], instruction[3]) = (Program[i].IfTrue, Program[i].IfFalse);
            MemoryMarshal.Write(instruction[4..], Program[i].Value);
        }

        return bytes;
    }
}
