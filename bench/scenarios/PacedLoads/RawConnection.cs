using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FourRunr.Bench.Scenarios.PacedLoads;

/// <summary>
/// One HTTP/1.1 connection that blocks its thread and allocates nothing: no thread pool is in the times that are measured with it,
/// and nothing of its own in the bytes.
/// </summary>
internal sealed class RawConnection(Uri url) : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private Socket? _socket;
    private int _length;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> ContentLength => "\r\nContent-Length: "u8;

    private static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    /// <summary>The whole answer as it came; valid until the next call.</summary>
    public ReadOnlySpan<byte> Answer => _buffer.AsSpan(0, _length);

    /// <summary>Bytes whose coming is noted; null for none.</summary>
    public byte[]? Awaited { get; init; }

    /// <summary>Timestamp at which the last answer had what is <see cref="Awaited"/>; null if it never had.</summary>
    public long? AwaitedAt { get; private set; }

    /// <returns>The status; 0 if there was no answer.</returns>
    public int Send(byte[] request)
    {
        AwaitedAt = null;
        try
        {
            Connect();
            _socket!.Send(request);
            Read();
            return Number(Answer["HTTP/1.1 ".Length..]);
        }
        catch (SocketException)
        {
            _socket?.Dispose();
            _socket = null;
            return 0;
        }
    }

    /// <summary>So that no measured call waits for it.</summary>
    public void Connect()
    {
        if (_socket is null)
        {
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _socket.Connect(new IPEndPoint(IPAddress.Parse(url.Host), url.Port));
        }
    }

    /// <param name="headers">More of them, each with its line end.</param>
    public static byte[] Post(Uri url, string path, string token, string body, string headers = "") => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {token}\r\n{headers}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public void Dispose() => _socket?.Dispose();

    private void Read()
    {
        _length = 0;
        do
        {
            var read = _socket!.Receive(_buffer, _length, _buffer.Length - _length, SocketFlags.None);
            _length = read > 0 ? _length + read : throw new SocketException((int)SocketError.ConnectionReset);
            if (Awaited is not null && AwaitedAt is null && Answer.IndexOf(Awaited) >= 0)
            {
                AwaitedAt = Stopwatch.GetTimestamp();
            }
        }
        while (!IsComplete());
    }

    private bool IsComplete()
    {
        var head = Answer.IndexOf(EndOfHead);
        if (head < 0)
        {
            return false;
        }

        var length = Answer[..head].IndexOf(ContentLength);
        return length >= 0
            ? _length == head + EndOfHead.Length + Number(Answer[(length + ContentLength.Length)..])
            // Chunked. One answer at a time is under way, and neither JSON nor any chunk before the last ends so; the head may.
            : _length > head + EndOfHead.Length && Answer.EndsWith(LastChunk);
    }

    private static int Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int number, out _) ? number : throw new FormatException("The answer is not HTTP as Kestrel writes it.");
}
