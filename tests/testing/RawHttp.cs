using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FourRunr.Testing;

/// <summary>Requests byte by byte, as no client library would send them, each on a connection of its own.</summary>
public static class RawHttp
{
    private const string HeadEnd = "\r\n\r\n";
    private const string LastChunk = "\r\n0\r\n\r\n";

    /// <param name="head">Request line and headers in Latin-1, one a line, without Host.</param>
    /// <param name="body">As it goes over the wire, framing included. Not all of it needs to be there: the connection stays open until the answer has ended.</param>
    public static async Task<RawAnswer> SendAsync(Uri server, string head, string body = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        var request = $"{head.ReplaceLineEndings("\r\n")}\r\nHost: {server.Authority}\r\nConnection: close{HeadEnd}{body}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        return Parse(await ReadAsync(stream));
    }

    /// <summary>To the last chunk, or to the end of the connection.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            if (answer.Length >= LastChunk.Length && answer.ToString(answer.Length - LastChunk.Length, LastChunk.Length) == LastChunk)
            {
                break;
            }
        }

        return answer.ToString();
    }

    private static RawAnswer Parse(string answer)
    {
        var end = answer.IndexOf(HeadEnd, StringComparison.Ordinal);
        return end < 0
            ? new RawAnswer(0, answer, "")
            : new RawAnswer(int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer[..end], answer[(end + HeadEnd.Length)..]);
    }
}

/// <param name="Status">0 when there was no answer.</param>
/// <param name="Body">With the frames of its chunks, if it has any.</param>
public sealed record RawAnswer(int Status, string Head, string Body)
{
    /// <summary>Null if the answer does not have it exactly once.</summary>
    public string? Header(string name)
    {
        var lines = Head.Split("\r\n").Where(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase)).ToArray();
        return lines is [var line] ? line[(name.Length + 2)..] : null;
    }
}
