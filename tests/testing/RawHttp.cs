using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FourRunr.Testing;

/// <summary>Requests byte by byte, as no client library would send them, each on a connection of its own.</summary>
public static class RawHttp
{
    /// <param name="head">Request line and headers in Latin-1, one a line, without Host.</param>
    /// <param name="body">As it goes over the wire, framing included. Not all of it needs to be there: the connection stays open until the answer has ended.</param>
    public static async Task<RawAnswer> SendAsync(Uri server, string head, string body = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        var request = $"{head.ReplaceLineEndings("\r\n")}\r\nHost: {server.Authority}\r\nConnection: close\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0
            ? new RawAnswer(0, answer, "")
            : new RawAnswer(int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer[..end], answer[(end + 4)..]);
    }
}

/// <param name="Status">0 when there was no answer.</param>
/// <param name="Body">With the frames of its chunks, if it has any.</param>
public sealed record RawAnswer(int Status, string Head, string Body);
