namespace FourRunr.Bench.Baseline;

/// <summary>An HTTP answer as it came over the wire, to be given again: the same headers, body and framing.</summary>
internal sealed record RecordedAnswer(IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, bool IsChunked)
{
    private static readonly string[] MadeByServer = ["Date", "Transfer-Encoding", "Content-Length"];

    public static async Task<RecordedAnswer> ReadAsync(string file)
    {
        var raw = await File.ReadAllBytesAsync(file);
        var end = raw.AsSpan().IndexOf("\r\n\r\n"u8);
        var headers = Encoding.ASCII.GetString(raw, 0, end).Split("\r\n")[1..]
            .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var chunked = headers.ContainsKey("Transfer-Encoding");
        var rest = raw[(end + 4)..];
        return new RecordedAnswer([.. headers.Where(header => !MadeByServer.Contains(header.Key))], chunked ? Unchunk(rest) : rest, chunked);
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> chunks)
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = chunks.IndexOf("\r\n"u8);
            var length = Convert.ToInt32(Encoding.ASCII.GetString(chunks[..line]), 16);
            if (length == 0)
            {
                return body.ToArray();
            }

            body.Write(chunks.Slice(line + 2, length));
            chunks = chunks[(line + 2 + length + 2)..];
        }
    }
}
