namespace FourRunr.Fuzz.Generators;

/// <summary>URLs as hostile pages and careless models write them.</summary>
internal static class UrlText
{
    private static readonly string[] Hosts =
    [
        "example.org", "EXAMPLE.ORG", "example.org.", "example。org", "1.2.3.4", "16909060", "16909060.", "0x1.2.3.4", "0x1.2.3.4.", "1.2.772.", "01.02.03.04",
        "0x01020304", "127.0.0.1", "127.1", "0", "localhost", "[::1]", "[::ffff:1.2.3.4]", "[fe80::1%25eth0]", "[::1", "xn--a-ä.pt", "xn--tešla", "يa",
        "look־out.net", "xn--", "xn--a", "ß.de", "faß.example", "☃.net", "a..b", ".a", "a_b.example", "-a.example", "%31.2.3.4", "ex%61mple.org", "a b",
        "user@example.org", "example.org@1.2.3.4", "example.org:80@1.2.3.4", "１.２.３.４", "ⓔxample.org", "example.org\u00ad", "169.254.169.254", "metadata.google.internal",
    ];

    public static string Of(Dice dice)
    {
        var host = dice.Number(0, 9) switch
        {
            0 => new string('a', dice.Number(60, 66)) + ".example",
            1 => string.Join('.', Enumerable.Repeat("a", dice.Number(100, 140))),
            2 => NastyText.Of(dice),
            3 => $"{dice.Pick(Hosts)}{dice.Pick(".", "..", "\u3002", "%2e", "\t", "\\", ",")}{dice.Pick(Hosts)}",
            _ => dice.Pick(Hosts),
        };
        var scheme = dice.OneIn(8) ? dice.Pick("ftp://", "file:///", "http:/", "http:", "//", "HTTP://", "javascript:", "http:\\\\", "") : dice.Pick("http://", "https://");
        var port = dice.OneIn(6) ? dice.Pick(":80", ":0", ":65536", ":-1", ":", ":99999999999", ":8080x") : "";
        var path = dice.OneIn(3) ? "/" + NastyText.Of(dice) : dice.Pick("", "/", "/a?b=c#d", "?q", "#f");
        return scheme + host + port + path;
    }
}
