using FourRunr.PolicyEvaluation.Guards;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Redaction;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>For any text as a URL, policy and connector see the same host, or the connector refuses. Nobody throws.</summary>
public sealed class HostPropertyTests
{
    private const int Cases = 20_000;

    private static readonly Gen<string> Label = Gen.OneOf(
        Gen.Elements(
            "a", "B", "example", "bücher", "BÜCHER", "xn--bcher-kva", "XN--n3h", "xn--a", "xn--", "☃", "日本語", "مثال", "יa", "ß", "ﬁ", "①", "ſ", "ａｂ",
            "a_b", "-a", "a-", "a--b", "", "a\u00adb", "a\u200db", "e\u0301", "%61", "%2e", "a b", "a\tb", "\u0130", "\ud800", "com", "localhost"),
        Gen.Elements("0", "1", "2", "127", "256", "772", "08", "010", "0x", "0x1", "0X7f", "16909060", "4294967295", "4294967296", "１２７", "٣", "0x0000000000000001"),
        from length in Gen.Choose(60, 66) select new string('a', length));

    private static readonly Gen<string> Host = Gen.OneOf(
        from labels in Gen.ListOf(Label, 5)
        from dots in Gen.ListOf(Gen.Elements(".", ".", ".", ".", "\u3002", "\uff0e", "\uff61", ".."), 5)
        from count in Gen.Choose(1, 5)
        from end in Gen.Elements("", "", "", ".", "\u3002", "..")
        select string.Concat(labels.Take(count).Zip(dots, (label, dot) => dot + label)).TrimStart('.') + end,
        Gen.Elements(
            "[::1]", "[::]", "[2001:DB8::1]", "[::ffff:1.2.3.4]", "[::1.2.3.4]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1", "::1", "[v1.a]", "[1.2.3.4]",
            "[::1].", "[0:0:0:0:0:0:0:1]"));

    private static readonly Gen<string> Url =
        from scheme in Gen.Elements("http://", "https://", "HTTP://", "http:", "http:///", "http:\\\\", "//", "ftp://", " http://")
        from user in Gen.Elements("", "", "", "", "user@", "a:b@", "@", "example.org%2f@")
        from host in Host
        from port in Gen.Elements("", "", "", ":80", ":8080", ":0", ":65536", ":", ":x", ":080")
        from path in Gen.Elements("", "/", "/a?b=c#d", "?x", "#x", "\\x", "/%zz", "/ü", "//x", "?@y")
        select scheme + user + host + port + path;

    [Fact]
    public void AnyText_AsUrl_PolicyAndConnectorSeeOneHost()
    {
        var (taken, refused) = (0, 0);
        Prop.ForAll(Url.ToArbitrary(), text =>
        {
            var policy = DomainPattern.HostOf(text);
            var url = OutboundTarget.ParseUrl(text);
            Assert.NotNull(UrlRedactor.Redact(text));
            Assert.NotNull(UrlRedactor.RedactWithin($"see {text} there"));
            if (url is null)
            {
                refused++;
                return;
            }

            taken++;
            // What the connection asks for, character by character.
            Assert.NotNull(policy);
            Assert.Equal(policy.Text, url.IdnHost);
            Assert.Equal(url, OutboundTarget.ParseUrl(url.AbsoluteUri));
            Assert.Equal(policy, DomainPattern.HostOf(url.AbsoluteUri));
            if (OutboundTarget.Of(url).Target is { } target)
            {
                Assert.Equal(policy, target.Host);
            }

            Assert.True(DomainPattern.TryParse(policy.InUrl, out var pattern) && pattern!.Covers(policy));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithQuietOnSuccess(true));

        // It would hold of a parser that takes nothing, too.
        Assert.InRange(taken, Cases / 50, Cases);
        Assert.InRange(refused, Cases / 50, Cases);
    }

    [Theory]
    [InlineData("http://example.org")]
    [InlineData("http://site.example.net/a")]
    public void AnyText_AsRedirect_IsReadOrRefused(string from)
    {
        var origin = OutboundTarget.ParseUrl(from)!;
        var taken = 0;
        Prop.ForAll(Url.ToArbitrary(), text =>
        {
            if (OutboundTarget.ParseUrl(text, relativeTo: origin) is { } url)
            {
                taken++;
                Assert.Equal(DomainPattern.HostOf(url.AbsoluteUri)?.Text, url.IdnHost);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases / 10).WithQuietOnSuccess(true));

        Assert.NotEqual(0, taken);
    }
}
