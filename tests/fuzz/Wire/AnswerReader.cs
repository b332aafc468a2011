namespace FourRunr.Fuzz.Wire;

/// <summary>Reads an HTTP/1.1 answer as strictly as the answers of a server of our own deserve.</summary>
internal static class AnswerReader
{
    public static async Task<RawAnswer> ReadAsync(Stream stream, bool hasBody, CancellationToken cancellationToken)
    {
        var bytes = await ReadToEndAsync(stream, cancellationToken);
        var headEnd = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return RawAnswer.None;
        }

        var lines = Encoding.Latin1.GetString(bytes, 0, headEnd).Split("\r\n");
        var status = int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var rest = bytes[(headEnd + 4)..];
        var body = !hasBody || status is 204 or 304 ? []
            : headers.TryGetValue("Content-Length", out var length) ? rest[..Math.Min(rest.Length, int.Parse(length, CultureInfo.InvariantCulture))]
            : headers.ContainsKey("Transfer-Encoding") ? Unchunk(rest)
            : rest;
        return new RawAnswer(status, headers, body);
    }

    /// <summary>Requests say <c>Connection: close</c> or end what they send: the server ends the connection with its answer.</summary>
    private static async Task<byte[]> ReadToEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                all.Write(buffer, 0, count);
            }
        }
        catch (IOException) when (all.Length > 0)
        {
            // Reset after the answer, because not all of the request was read.
        }

        return all.ToArray();
    }

    private static byte[] Unchunk(byte[] bytes)
    {
        using var body = new MemoryStream();
        var rest = bytes.AsSpan();
        while (rest.IndexOf("\r\n"u8) is var line and >= 0
            && int.TryParse(Encoding.ASCII.GetString(rest[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size)
            && size > 0 && rest.Length >= line + 2 + size)
        {
            body.Write(rest.Slice(line + 2, size));
            rest = rest[Math.Min(rest.Length, line + 4 + size)..];
        }

        return body.ToArray();
    }
}
