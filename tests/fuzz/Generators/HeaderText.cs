namespace FourRunr.Fuzz.Generators;

/// <summary>Header fields as Latin-1 text, so that any byte can stand in them.</summary>
internal static class HeaderText
{
    private static readonly string[] Names =
    [
        "Authorization", "Accept", "If-Match", "If-None-Match", "X-Agent-Intent", "Idempotency-Key", "X-Correlation-Id", "Content-Type", "Cookie", "Origin",
        "traceparent", "X-Forwarded-For", "Range", "Expect", "User-Agent", "Content-Encoding", "Accept-Encoding", "Last-Event-ID",
    ];

    /// <summary>One more field. Its value is legal by RFC 9110, or holds what some clients send all the same: bytes above 7F.</summary>
    public static (string Name, string Value) Of(Dice dice) => (dice.Pick(Names), dice.Number(0, 7) switch
    {
        0 => "caf\u00e9",
        1 => "caf\u00c3\u00a9",
        2 => "\u00ff\u00fe",
        3 => new string('a', dice.Number(1, 9000)),
        4 => "a, b;q=0, \"c",
        5 => "",
        6 => dice.Pick("\"*\"", "*", "W/\"1\"", "bytes=0-1", "100-continue", "gzip", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "text/html"),
        _ => $"a{(char)dice.Number(128, 255)}b",
    });

    /// <summary>Lines that end the field, or begin none: no HTTP any more.</summary>
    public static string Illegal(Dice dice) => dice.Pick(
        "no colon", " folded: line", "a b: c", "nul: \0", "cr: a\rb", ": nameless", "Content-Length: 1, 2", "Content-Length: -1", "Transfer-Encoding: gzip",
        "Host: a b", "Host: [", "Content-Length: 99999999999999999999");
}
