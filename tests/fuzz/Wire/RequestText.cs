using FourRunr.Fuzz.Generators;

namespace FourRunr.Fuzz.Wire;

/// <summary>A request under construction. Heads are Latin-1 text, so that any byte can stand in them.</summary>
internal sealed class RequestText(string target, string method, string path)
{
    /// <summary>The server refuses longer request lines by itself, and NUL in a path.</summary>
    private const int LongestPath = 8000;

    private readonly List<(string Name, string Value)> _headers = [];
    private byte[] _body = [];

    public RequestText Header(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    public RequestText Bearer(string token) => Header("Authorization", $"Bearer {token}");

    public RequestText Body(byte[] body, string contentType = "application/json")
    {
        _body = body;
        return Header("Content-Type", contentType);
    }

    /// <summary>A whole and legal request.</summary>
    public RawRequest Build(Expected expected, string note = "") =>
        new(target, [.. Head(_body.Length > 0 || method is not ("GET" or "HEAD") ? $"Content-Length: {_body.Length}" : ""), .. _body], expected)
        {
            Note = note,
            IsHttp = path.Length <= LongestPath && !path.Contains("%00", StringComparison.Ordinal),
        };

    /// <summary>The same with bytes that do not fit the protocol.</summary>
    public RawRequest Break(Dice dice)
    {
        switch (dice.Number(0, 5))
        {
            case 0:
                return new RawRequest(target, [.. Head($"Content-Length: {_body.Length}\r\n{HeaderText.Illegal(dice)}"), .. _body], Expected.Anything) { IsHttp = false };
            case 1:
                return new RawRequest(target, [.. Head($"Content-Length: {_body.Length + dice.Number(1, 100)}"), .. _body], Expected.Anything) { IsHttp = false };
            case 2:
                return new RawRequest(target, [.. Head($"Content-Length: {_body.Length}\r\nTransfer-Encoding: chunked"), .. _body], Expected.Anything) { IsHttp = false };
            case 3:
                return InOneChunk(dice.Pick("7fffffff", "ffff", $"{_body.Length + 100:x}")) with { IsHttp = false, Note = "a chunk that does not end" };
            default:
                return InOneChunk(dice.Pick("80000000", "100000000", "ffffffffffffffff", "fffffffff", "-1", "0x5", "", "g")) with { Note = "no size of a chunk" };
        }
    }

    private RawRequest InOneChunk(string size) => new(
        target, [.. Head("Transfer-Encoding: chunked"), .. Encoding.ASCII.GetBytes($"{size}\r\n"), .. _body, .. "\r\n0\r\n\r\n"u8], Expected.Anything);

    /// <summary>The same body in legal chunks.</summary>
    public RawRequest Chunked(Expected expected, Dice dice)
    {
        var bytes = new List<byte>(Head("Transfer-Encoding: chunked"));
        for (var at = 0; at < _body.Length;)
        {
            var size = Math.Min(dice.Number(1, 40), _body.Length - at);
            bytes.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size:x}{(dice.OneIn(5) ? ";a=b" : "")}\r\n")));
            bytes.AddRange(_body.AsSpan(at, size));
            bytes.AddRange("\r\n"u8);
            at += size;
        }

        bytes.AddRange("0\r\n\r\n"u8);
        return new RawRequest(target, [.. bytes], expected) { Note = "in chunks" };
    }

    private byte[] Head(string framing) => Encoding.Latin1.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Concat(_headers.Select(header => $"{header.Name}: {header.Value}\r\n"))}{(framing.Length == 0 ? "" : framing + "\r\n")}\r\n");
}
