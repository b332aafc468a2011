using System.Diagnostics;
using System.IO.Compression;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tests.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.HttpFetch;

public sealed class LiveHttpFetchTests : FetchedSite
{
    [Fact]
    public async Task Get_Page_StatusHeadersAndText()
    {
        Answer("<p>Grüße</p>", "text/html; charset=utf-8", context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            context.Response.Headers.SetCookie = "session=secret";
            context.Response.Headers.Append("X-Twice", new(["a", "b"]));
        });

        var success = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, $"http://{SmallInternet.PublicHost.ToUpperInvariant()}:80/a?b=c#d"));

        var page = success.Data!.AsObject();
        Assert.Equal(["status", "url", "content_type", "headers", "body"], page.Select(member => member.Key));
        Assert.Equal(200, page["status"]!.GetValue<int>());
        Assert.Equal($"{Url}a?b=c#d", page["url"]!.GetValue<string>());
        Assert.Equal("<p>Grüße</p>", page["body"]!.GetValue<string>());
        Assert.Equal("\"1\"", page["headers"]!["etag"]!.GetValue<string>());
        Assert.Equal("a, b", page["headers"]!["x-twice"]!.GetValue<string>());
        Assert.False(page["headers"]!.AsObject().ContainsKey("set-cookie"));
        Assert.Equal($"http://{SmallInternet.PublicHost}", success.Origin);
        Assert.Equal("/a?b=c", Assert.Single(Internet.Site.Received).Path);
    }

    [Fact]
    public async Task Head_Page_HeadersWithoutBodyHoweverLargeItIs()
    {
        Internet.Site.Answer = context =>
        {
            context.Response.ContentLength = 50_000_000;
            return Task.CompletedTask;
        };

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url, HttpFetchTool.Head)).Data!.AsObject();

        Assert.Equal("HEAD", Assert.Single(Internet.Site.Received).Method);
        Assert.False(page.ContainsKey("body"));
        Assert.Equal("50000000", page["headers"]!["content-length"]!.GetValue<string>());
    }

    /// <summary>Nothing of the gateway's own goes out: no correlation, no trace, no token.</summary>
    [Fact]
    public async Task Get_Request_HoldsWhatTheCallerSaidAndNothingElse()
    {
        Answer("x", "text/plain");
        using var activity = new Activity("call").Start();
        activity.AddBaggage("agent", "secret");

        await SmallInternet.FetchAsync(Gateway, Url, more: new { headers = new { Accept = "text/*", Cookie = "a=b" } });

        var headers = Assert.Single(Internet.Site.Received).Headers;
        Assert.Equal(["Accept", "Accept-Encoding", "Cookie", "Host", "User-Agent"], headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((SmallInternet.PublicHost, "4Runr-Gateway"), (headers["Host"], headers["User-Agent"]));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Get_AnyStatusOfThePage_IsAnAnswer(int status)
    {
        Internet.Site.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        Assert.Equal(status, Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url)).Data!["status"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Get_CompressedPage_IsText(string encoding)
    {
        Internet.Site.Answer = async context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            context.Response.ContentType = "text/plain";
            await using Stream packed = encoding switch
            {
                "gzip" => new GZipStream(context.Response.Body, CompressionLevel.Fastest),
                "br" => new BrotliStream(context.Response.Body, CompressionLevel.Fastest),
                _ => new ZLibStream(context.Response.Body, CompressionLevel.Fastest),
            };
            await packed.WriteAsync(Encoding.UTF8.GetBytes(new string('a', 50_000)));
        };

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url)).Data!;

        Assert.Equal(new string('a', 50_000), page["body"]!.GetValue<string>());
    }

    public static TheoryData<string?, byte[], string?> Bodies => new()
    {
        { "text/plain; charset=windows-1252", [0x80, 0xe9], "€é" },
        { "text/plain; charset=\"ISO-8859-1\"", [0xe9], "é" },
        { "text/plain; charset=utf-16", [0xff, 0xfe, 0x41, 0x00], "A" },
        { "text/plain; charset=utf-8", [0xff, 0xfe, 0x41, 0x00], "A" },
        { "text/plain; charset=klingon", [0xc3, 0xa9], "é" },
        { "text/plain; charset=utf-7", [0xc3, 0xa9], "é" },
        { "text/plain; charset=iso-2022-cn", [0xc3, 0xa9], "é" },
        { "text/html", [0xef, 0xbb, 0xbf, 0x41], "A" },
        // Without a word about it, HTML that is not UTF-8 is windows-1252.
        { "text/html", [0x41, 0xff, 0x42], "AÿB" },
        { "text/plain", [0x41, 0xff, 0x42], "A\uFFFDB" },
        { "text/html", Cyrillic("<meta charset=\"windows-1251\"><p>"), "<meta charset=\"windows-1251\"><p>Привет" },
        { "text/html", Cyrillic("<META http-equiv='Content-Type' content='text/html; charset=cp1251'>"), "<META http-equiv='Content-Type' content='text/html; charset=cp1251'>Привет" },
        { "text/html", Cyrillic("<!-- <meta charset=koi8-r> --><meta charset=windows-1251>"), "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>Привет" },
        { "text/html; charset=windows-1251", Cyrillic("<meta charset=koi8-r>"), "<meta charset=koi8-r>Привет" },
        { "text/html", Cyrillic(new string(' ', 1024) + "<meta charset=windows-1251>"), new string(' ', 1024) + "<meta charset=windows-1251>Ïðèâåò" },
        { "text/html", [.. "<meta charset=utf-16>"u8, 0xc3, 0xa9], "<meta charset=utf-16>é" },
        { "application/rss+xml", Cyrillic("<?xml version=\"1.0\" encoding=\"windows-1251\"?>"), "<?xml version=\"1.0\" encoding=\"windows-1251\"?>Привет" },
        { "text/plain; charset=shift_jis", [0x93, 0xfa, 0x96, 0x7b], "日本" },
        { "text/html; charset=gb2312", [0xd6, 0xd0], "中" },
        // What calls itself text and is none.
        { "text/html", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d], null },
        { "text/plain; charset=windows-1252", [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], null },
        { "text/html", [.. new byte[200].Select(_ => (byte)'a'), 0], new string('a', 200) + "\0" },
        { "application/problem+json", "{}"u8.ToArray(), "{}" },
        { null, "plain"u8.ToArray(), "plain" },
        { "not a type", "plain"u8.ToArray(), "plain" },
        // The filters read text, so text that calls itself an image stays text.
        { "image/png", "BEGIN PRIVATE KEY"u8.ToArray(), "BEGIN PRIVATE KEY" },
        { "application/octet-stream", [0x00, 0x01], null },
        { "image/png", [0x89, 0x50, 0x4e, 0x47], null },
        { null, [0xff], null },
        { "text/plain", [], "" },
    };

    [Theory]
    [InlineData("text/html; charset=windows-1251", "windows-1251", null)]
    [InlineData("text/html; charset=utf-8", null, null)]
    [InlineData("text/html; charset=klingon", null, "klingon")]
    public async Task Get_Encoding_IsSaidWhereItIsUnexpected(string type, string? charset, string? unknown)
    {
        Internet.Site.Answer = context =>
        {
            context.Response.Headers.ContentType = type;
            return context.Response.Body.WriteAsync("plain"u8.ToArray()).AsTask();
        };

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url)).Data!;

        Assert.Equal((charset, unknown), (page["charset"]?.GetValue<string>(), page["unknown_charset"]?.GetValue<string>()));
    }

    [Theory]
    [InlineData("x-gzip", "text/plain")]
    [InlineData("X-GZIP", "text/html")]
    [InlineData(null, "text/plain")]
    [InlineData(null, "text/html; charset=utf-8")]
    [InlineData(null, "application/octet-stream")]
    [InlineData(null, null)]
    public async Task Get_GzipUnderItsOldNameOrNone_IsText(string? encoding, string? type)
    {
        AnswerPacked(new string('a', 50_000), encoding, type);

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url)).Data!;

        Assert.Equal(new string('a', 50_000), page["body"]!.GetValue<string>());
        Assert.False(page["headers"]!.AsObject().ContainsKey("content-encoding"));
    }

    [Fact]
    public async Task Get_GzipThatWasAskedFor_StaysGzip()
    {
        AnswerPacked("archive", encoding: null, "application/gzip");

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url)).Data!;

        Assert.StartsWith("H4sI", page["body_base64"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-gzip")]
    [InlineData(null)]
    public async Task Get_GzipThatGrowsBeyondTheCap_Refused(string? encoding)
    {
        AnswerPacked(new string('a', OutboundRequest.StandardMaxResponseBytes + 1), encoding, "text/plain");

        var failure = Assert.IsType<ToolResult.Failure>(await SmallInternet.FetchAsync(Gateway, Url));

        Assert.Contains("larger than", failure.Why.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OnlyTheMagicBytesOfGzip_IsNoText()
    {
        Internet.Site.Answer = context => context.Response.Body.WriteAsync(new byte[] { 0x1f, 0x8b, 0x08, 1, 2, 3 }).AsTask();

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url)).Data!;

        Assert.Equal("H4sIAQID", page["body_base64"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task Get_BodyOfAnyType_TextWhereItIsText(string? type, byte[] body, string? text)
    {
        Internet.Site.Answer = context =>
        {
            context.Response.Headers.ContentType = type;
            return context.Response.Body.WriteAsync(body).AsTask();
        };

        var page = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, Url)).Data!;

        Assert.Equal(type, page["content_type"]?.GetValue<string>());
        Assert.Equal(text, page["body"]?.GetValue<string>());
        Assert.Equal(text is null ? Convert.ToBase64String(body) : null, page["body_base64"]?.GetValue<string>());
    }

    [Fact]
    public void Actions_OfHttpFetch_SayWhatTheyDependOn()
    {
        var get = HttpFetchTool.Actions(new MockHttpFetch(new PageReader()))[0];

        Assert.Equal("example.org:443", get.PartitionOf!(System.Text.Json.JsonSerializer.SerializeToElement(new { url = "https://EXAMPLE.org./a" })));
        Assert.Equal("[2606:4700::1]:8080", get.PartitionOf(System.Text.Json.JsonSerializer.SerializeToElement(new { url = "http://[2606:4700:0::1]:8080/" })));
        Assert.Equal(TimeSpan.FromSeconds(30), get.CacheFor);
    }

    /// <summary>The ASCII before it, and a word in windows-1251.</summary>
    private static byte[] Cyrillic(string before) => [.. Encoding.ASCII.GetBytes(before), 0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2];

    private void AnswerPacked(string body, string? encoding, string? type) => Internet.Site.Answer = async context =>
    {
        context.Response.Headers.ContentEncoding = encoding;
        context.Response.Headers.ContentType = type;
        await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await packed.WriteAsync(Encoding.UTF8.GetBytes(body));
    };
}
