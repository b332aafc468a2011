using FourRunr.Documents.Hosts;
using Xunit;

namespace FourRunr.Shared.Tests.Documents.Hosts;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("example.org", "example.org")]
    [InlineData("EXAMPLE.org.", "example.org")]
    [InlineData("a_b.example.org", "a_b.example.org")]
    [InlineData("r3---sn-4g5e6nze.example.org", "r3---sn-4g5e6nze.example.org")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER。example．", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("ｅｘａｍｐｌｅ.org", "example.org")]
    [InlineData("ex\u00adample.org", "example.org")]
    [InlineData("faß.example", "xn--fa-hia.example")]
    [InlineData("☃.example", "xn--n3h.example")]
    [InlineData("xn--n3h.example", "xn--n3h.example")]
    [InlineData("日本語.example", "xn--wgv71a119e.example")]
    [InlineData("مثال.example", "xn--mgbh0fb.example")]
    public void Name_InAnySpelling_IsOneNameInAscii(string text, string expected)
    {
        Assert.True(HostName.TryParse(text, out var host, out _));
        Assert.Equal((expected, null), (host.Text, host.Address));
        Assert.True(HostName.TryParse(host.Text, out var again, out _));
        Assert.Equal(host, again);
    }

    [Theory]
    [InlineData("1.2.3.4")]
    [InlineData("1.2.3.4.")]
    [InlineData("16909060")]
    [InlineData("16909060.")]
    [InlineData("0x1020304")]
    [InlineData("0X1.2.3.4.")]
    [InlineData("0x1.0x2.0x3.0x4")]
    [InlineData("1.2.772.")]
    [InlineData("1.131844")]
    [InlineData("01.02.03.04")]
    [InlineData("0100401404")]
    [InlineData("00000000001.2.3.4")]
    [InlineData("１.２.３.４")]
    [InlineData("1。2。3。4")]
    [InlineData("[::ffff:1.2.3.4]")]
    [InlineData("::ffff:102:304")]
    public void Address_InAnySpelling_IsThatAddress(string text)
    {
        Assert.True(HostName.TryParse(text, out var host, out _));
        Assert.Equal("1.2.3.4", host.Text);
        Assert.Equal("1.2.3.4", host.Address?.ToString());
    }

    [Theory]
    [InlineData("[2001:DB8:0:0::1]", "2001:db8::1")]
    [InlineData("::1", "::1")]
    public void IPv6_InAnySpelling_IsCanonical(string text, string expected)
    {
        Assert.True(HostName.TryParse(text, out var host, out _));
        Assert.Equal((expected, $"[{expected}]"), (host.Text, host.InUrl));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a.b..")]
    [InlineData("يa")]
    [InlineData("xn--a-ä.pt")]
    [InlineData("look־out.net")]
    [InlineData("xn--tešla")]
    [InlineData("xn--a")]
    [InlineData("xn--")]
    [InlineData("xn--zzzzzzzzzz9999.com")]
    [InlineData("localhoſt")]
    [InlineData("①.example")]
    [InlineData("bu\u0308cher.example")]
    [InlineData("a\u200db.example")]
    [InlineData("a b")]
    [InlineData("a%62")]
    [InlineData("a@b")]
    [InlineData("[::1%25lo]")]
    [InlineData("fe80::1%1")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[::1")]
    [InlineData("[::1]:80")]
    [InlineData("a:80")]
    [InlineData("256.1.1.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("4294967296")]
    [InlineData("1.2.3.08")]
    [InlineData("1.2.65536")]
    [InlineData("host.0x")]
    [InlineData("host.5")]
    [InlineData("0x100000000")]
    public void NoHost_IsRefusedWithAReason(string text)
    {
        Assert.False(HostName.TryParse(text, out var host, out var problem));
        Assert.Null(host);
        Assert.NotEmpty(problem!);
    }

    [Fact]
    public void Lengths_AreThoseOfDns()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 63), 3).Append(new string('b', 61)));

        Assert.True(HostName.TryParse(longest + ".", out var host, out _));
        Assert.Equal(HostName.LongestName, host.Text.Length);
        Assert.False(HostName.TryParse(longest + "b", out _, out _));
        Assert.False(HostName.TryParse(new string('a', 64) + ".example", out _, out _));
        Assert.False(HostName.TryParse(new string('ä', 60) + ".example", out _, out _));
        Assert.False(HostName.TryParse(new string('ä', 1_000_000), out _, out _));
    }

    [Theory]
    [InlineData("http://يa/")]
    [InlineData("http://xn--a-ä.pt/")]
    [InlineData("http://look־out.net/")]
    [InlineData("http://xn--tešla/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("/only/a/path")]
    public void Url_WithoutAHostThatCanBeRead_IsRefused(string text) =>
        Assert.False(HostName.TryRead(new Uri(text, UriKind.RelativeOrAbsolute), out _, out _));
}
