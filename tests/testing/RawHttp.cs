using System.Net.Sockets;

namespace FourRunr.Testing;

/// <summary>Requests byte by byte, as no client library would send them, each on a connection of its own.</summary>
public static class RawHttp
{
    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> LastChunk => "\r\n0\r\n\r\n"u8;

    /// <param name="head">Request line and headers in Latin-1, one a line, without Host.</param>
    /// <param name="body">As it goes over the wire, framing included. Not all of it needs to be there: the connection stays open until the answer has ended.</param>
    public static async Task<RawAnswer> SendAsync(Uri server, string head, string body = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        var request = $"{head.ReplaceLineEndings("\r\n")}\r\nHost: {server.Authority}\r\nConnection: close\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        return Parse(await ReadAsync(stream));
    }

    /// <summary>To the last chunk, or to the end of the connection.</summary>
    private static async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            answer.Write(buffer, 0, read);
            if (answer.GetBuffer().AsSpan(0, (int)answer.Length).EndsWith(LastChunk))
            {
                break;
            }
        }

        return answer.ToArray();
    }

    private static RawAnswer Parse(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf(HeadEnd);
        if (end < 0)
        {
            return new RawAnswer(0, Encoding.UTF8.GetString(answer), "");
        }

        var head = Encoding.UTF8.GetString(answer[..end]);
        var body = answer[(end + HeadEnd.Length)..];
        var isChunked = head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        return new RawAnswer(
            int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, Encoding.UTF8.GetString(isChunked ? WithoutFrames(body) : body));
    }

    private static ReadOnlySpan<byte> WithoutFrames(ReadOnlySpan<byte> chunks)
    {
        var body = new List<byte>();
        while (chunks.IndexOf("\r\n"u8) is var line and > 0)
        {
            var size = int.Parse(chunks[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var end = Math.Min(chunks.Length, line + 2 + size);
            body.AddRange(chunks[(line + 2)..end]);
            chunks = chunks[Math.Min(chunks.Length, end + 2)..];
        }

        return body.ToArray();
    }
}

/// <param name="Status">0 when there was no answer.</param>
/// <param name="Body">Without the frames of its chunks.</param>
public sealed record RawAnswer(int Status, string Head, string Body)
{
    /// <summary>Null if the answer does not have it exactly once.</summary>
    public string? Header(string name)
    {
        var lines = Head.Split("\r\n").Where(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase)).ToArray();
        return lines is [var line] ? line[(name.Length + 2)..] : null;
    }
}
