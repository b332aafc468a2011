using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>Ways to ask for what must not be asked. <c>{port}</c> is the forbidden listener's.</summary>
public static class SsrfCases
{
    private static readonly string[] LoopbackHosts =
    [
        "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "0X7F.0.0.1",
        "017700000001", "0177.1", "0177.0.0.01", "00000177.0.0.1", "127.0.0x1", "0", "0.0.0.0", "00.0.0.0", "0x0",
        "localhost", "LOCALHOST", "localhost.", "LocalHost.", "sub.localhost", "localhost.localdomain", "ip6-localhost", "loopback",
        "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
        "[2001:0:7f00:1::80ff:fffe]", "[2606:4700::5efe:7f00:1]", "[::1%25lo]", "[::1%lo]", "[::1%1]",
        "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "ⓛocalhost", "localhoſt", "loc\u00ADalhost", "127.0.0.1\u200B",
        "127%2e0%2e0%2e1", "%31%32%37.0.0.1", "localhos%74", "127.0.0.1%00", "127.0.0.1%20",
        "2130706433.", "0x7f.0.0.1.", "127.0.1.", "[::ffff:7f00:1].", "256.256.256.256", "127.0.0.1.1", "4294967296", "0x100000000", "08.0.0.1", "1.2.3.09", "127.0.0.0x",
    ];

    private static readonly string[] InsideHosts =
    [
        "10.0.0.1", "012.0.0.1", "0xa.1", "167772161", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.1", "0xc0a80001", "3232235521",
        "100.64.0.1", "169.254.169.254", "169.254.43518", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::1]", "[fd00:ec2::254]", "[fd20:ce::254]", "100.100.100.200",
        "168.63.129.16", "192.0.0.192", "169.254.170.2", "metadata.google.internal", "metadata.google.internal.", "METADATA.google.internal",
        "metadata", "metadata.goog", "instance-data", "instance-data.ec2.internal", "kubernetes", "kubernetes.default.svc.cluster.local",
        "host.docker.internal", "redis", "postgres", "auth-service", "router.lan", "nas.home", "printer.home.arpa", "db.corp", "x.test", "x.invalid",
        "x.onion", "224.0.0.1", "239.1.2.3", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.2", "198.51.100.1", "203.0.113.1", "192.88.99.1",
        "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[fc00::1]", "[fd00::2]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]",
    ];

    private static readonly string[] OddUrls =
    [
        "http://site.example.net@127.0.0.1:{port}/", "http://site.example.net:80@127.0.0.1:{port}/", "http://site.example.net%2f@127.0.0.1:{port}/",
        "http://@127.0.0.1:{port}/", "http://:@127.0.0.1:{port}/", "http://user:pass@site.example.net/", "http://user@site.example.net/",
        "http://site.example.net\\@127.0.0.1:{port}/", "http://127.0.0.1:{port}\\@site.example.net/", "http:\\\\127.0.0.1:{port}\\",
        "http://127.0.0.1:{port}#@site.example.net/", "http://127.0.0.1:{port}?@site.example.net/", "http://[::1]:{port}.site.example.net/",
        "http://[::1].site.example.net:{port}/", "HTTP://127.0.0.1:{port}/", "hTTps://127.0.0.1:{port}/", "http://127.0.0.1:0{port}/",
        "http://127.0.0.1:{port}:80/", "http://site.example.net:0/", "http://site.example.net:65536/", "http://site.example.net:-1/",
        "http://site.example.net:22/", "http://site.example.net:25/", "http://site.example.net:6379/", "http://site.example.net:5432/",
        "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:{port}/_x", "ftp://127.0.0.1:{port}/", "dict://127.0.0.1:{port}/",
        "ws://127.0.0.1:{port}/", "unix:///var/run/docker.sock", "data:text/html,x", "javascript:alert(1)", "jar:http://127.0.0.1:{port}!/",
        "http+unix://%2fvar%2frun%2fdocker.sock/", "http:127.0.0.1:{port}", "http:///127.0.0.1:{port}/", "http://\t127.0.0.1:{port}/",
        "http://127.0.0.1\r\n:{port}/", " http://127.0.0.1:{port}/", "http://127.0.0.1 :{port}/", "http://127.0.0.1:{port}/\r\nHost: site.example.net",
    ];

    /// <summary>Answers of a name server: each string is the steps of one name, separated by <c>;</c>.</summary>
    private static readonly string[] BadAnswers =
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.0.1", "100.64.0.1", "169.254.169.254", "168.63.129.16", "100.100.100.200",
        "192.0.0.192", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::1",
        "2001:0:7f00:1::80ff:fffe", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "2606:4700::5efe:7f00:1", "100::1", "3fff::1",
        // One bad answer among good ones, wherever it stands and in whichever family.
        "93.184.216.34 10.0.0.1", "93.184.216.34 fc00::1", "2606:2800:220:1::1 192.168.1.1", "93.184.216.34 2606:2800:220:1::1 ::ffff:10.0.0.1",
        "93.184.216.34 127.0.0.1", "127.0.0.1 93.184.216.34", "93.184.216.34 ::1", "2606:2800:220:1::1 127.0.0.1",
        "93.184.216.34 2606:2800:220:1::1 fd00::1", "93.184.216.34 93.184.216.34 93.184.216.34 169.254.169.254",
        // Aliases.
        "=inner.evil.example.net", "=chain1.evil.example.net", "93.184.216.34 =inner.evil.example.net", "=metadata.google.internal", "=localhost",
    ];

    public static TheoryData<string> Urls => [.. LoopbackHosts.Concat(InsideHosts).Select(host => $"http://{host}:{{port}}/"), .. OddUrls];

    public static TheoryData<string> Answers => [.. BadAnswers];

    /// <summary>Every URL above as the target of a redirect, and some that only a redirect can have.</summary>
    public static TheoryData<string, int> Redirects
    {
        get
        {
            int[] statuses = [301, 302, 303, 307, 308];
            string[] onlyHere = ["//127.0.0.1:{port}/", "//localhost:{port}/", "//[::1]:{port}/", "///127.0.0.1:{port}/", "//user@site.example.net/", "http:/\\127.0.0.1:{port}/"];
            // A header cannot hold the first kind; the second is a path of the redirecting site itself.
            var targets = LoopbackHosts.Concat(InsideHosts).Select(host => $"http://{host}:{{port}}/").Concat(OddUrls).Concat(onlyHere)
                .Where(url => url.All(character => character is >= ' ' and <= '~') && !url.StartsWith("http:1", StringComparison.Ordinal));
            return new TheoryData<string, int>(targets.Select((url, index) => (url, statuses[index % statuses.Length])));
        }
    }
}
