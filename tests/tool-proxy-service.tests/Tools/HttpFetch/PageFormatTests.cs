using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Outbound;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.HttpFetch;

public sealed class PageFormatTests : FetchedSite
{
    private const int MiB = 1024 * 1024;

    private const string Article = """
        <!doctype html><html><head><title>Tea today</title><meta name="author" content="Ann Lee"><style>p{color:red}</style></head>
        <body><nav><a href="/">Home</a> <a href="/about">About us</a></nav>
        <article><h1>Tea today</h1>
        <p>Tea is an aromatic drink, prepared by pouring hot water over cured or fresh leaves of <a href="camellia#x">Camellia sinensis</a>, which is an
           evergreen shrub native to East Asia, and it is, after water, the most widely drunk in the world.</p>
        <p>There are many kinds of tea; some have a cooling, slightly bitter, and astringent flavour, while others have profiles that include sweet,
           nutty, floral, or grassy notes, and tea has a stimulating effect in humans, primarily due to its caffeine.</p>
        <ul><li>green</li><li>black</li></ul><table><tr><td>1</td><td>2</td></tr></table><pre>a
          b</pre><p hidden>secret</p></article>
        <footer>Copyright</footer><script>alert(1)</script></body></html>
        """;

    [Fact]
    public async Task Text_VisibleTextWithReferences()
    {
        Answer(Article);

        var page = Page(await GetAsync("text"));

        Assert.Equal(("text", "Tea today"), ((string?)page["format"], (string?)page["title"]));
        var body = (string)page["body"]!;
        Assert.StartsWith("Home[1] About us[2]\n\nTea today\n\nTea is an aromatic drink", body, StringComparison.Ordinal);
        Assert.Contains("leaves of Camellia sinensis[3], which is an evergreen shrub", body, StringComparison.Ordinal);
        Assert.Contains("- green\n- black\n\n1 | 2\n\na\n  b\n\nCopyright", body, StringComparison.Ordinal);
        Assert.EndsWith($"\n\n[1] {Url}\n[2] {Url}about\n[3] {Url}camellia#x", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Article_TitleBylineAndMainContent()
    {
        Answer(Article);

        var page = Page(await GetAsync("article"));

        Assert.Equal(("article", "Tea today", "Ann Lee"), ((string?)page["format"], (string?)page["title"], (string?)page["byline"]));
        var body = (string)page["body"]!;
        Assert.Contains("There are many kinds of tea", body, StringComparison.Ordinal);
        Assert.Contains("Camellia sinensis[1]", body, StringComparison.Ordinal);
        Assert.DoesNotContain("About us", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Copyright", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("raw")]
    public async Task Raw_IsThePageAsItCame(string? format)
    {
        Answer(Article);

        var page = Page(await GetAsync(format));

        Assert.Equal(Article, (string?)page["body"]);
        Assert.Equal(["status", "url", "content_type", "headers", "body"], page.Select(member => member.Key));
    }

    [Theory]
    [InlineData("text/plain", "<p>x</p>", "raw", "<p>x</p>")]
    [InlineData("application/json", "{}", "raw", "{}")]
    [InlineData("application/xhtml+xml", "<p>x</p>", "text", "x")]
    [InlineData(null, "\n<!DOCTYPE html><p>x", "text", "x")]
    [InlineData(null, "x < y", "raw", "x < y")]
    [InlineData("text/html; charset=windows-1251", "", "text", "")]
    public async Task Text_OnlyHtmlIsRead(string? type, string body, string format, string expected)
    {
        Answer(body, type);

        var page = Page(await GetAsync("text"));

        Assert.Equal((format, expected), ((string?)page["format"], (string?)page["body"]));
    }

    [Fact]
    public async Task Article_WhereThereIsNone_IsTheText()
    {
        Answer("<title>x</title><a href=/a>a</a>");

        var page = Page(await GetAsync("article"));

        Assert.Contains("a[1]", (string)page["body"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_OfManyLongLinks_IsNoLongerThanAPageMayBe()
    {
        await using var gateway = Internet.Gateway(("Tools:http_fetch:MaxResponseBytes", "65536"));
        Answer($"<base href='http://example.org/{new string('x', 1500)}/'>" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"<a href={i}>y</a>")));

        var page = Page(await GetAsync("text", gateway));

        Assert.InRange(((string)page["body"]!).Length, 60_000, 65_536);
        Assert.True((bool?)page["truncated"]);
    }

    public static TheoryData<string, string> Heavy => new()
    {
        { "nested", Repeat("<div>") },
        { "nested inline", Repeat("<b><p>") },
        { "links in links", Repeat("<a href=x>x<p>") },
        { "tables in tables", Repeat("<table><tr><td>") },
        { "reopened again and again", string.Concat("<p>", string.Concat(Enumerable.Range(0, 500).Select(i => $"<font a{i}>")), Repeat("<p>x")) },
        { "more to reopen each time", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<font a{i}><p>")) },
        { "one text", Repeat("hello, world ") },
        { "templates", Repeat("<template>") },
        { "ends without a start", string.Concat(string.Concat(Enumerable.Repeat("<div>", 400)), Repeat("</x>")) },
        { "line breaks", Repeat("x<br>") },
        { "items", Repeat("<li>x") },
    };

    /// <summary>The time is what a tired machine may take, and far below what each of these takes unwatched.</summary>
    [Theory, MemberData(nameof(Heavy))]
    public async Task Read_TwoMebibytesOfTrouble_EndsSoonAndWithAnAnswer(string name, string html)
    {
        Assert.NotEmpty(name);
        Answer(html);
        foreach (var format in (string[])["text", "article"])
        {
            var result = await GetAsync(format);

            Assert.True(
                result is ToolResult.Success || result is ToolResult.Failure { IsTransient: false } failure && failure.Why.Kind == GatewayErrors.UpstreamFailed,
                result.ToString());
        }
    }

    [Fact]
    public async Task Call_OtherFormat_IsNoStoredResultOfAnother()
    {
        await using var gateway = await TestGateway.StartAsync();
        foreach (var (format, marker) in new[] { ("raw", "<h1>"), ("text", "An invented page"), ("article", "An invented page") })
        {
            var answer = JsonNode.Parse(await (await gateway.CallAsync(
                "http_fetch/get", $$"""{"url":"https://example.org/a","format":"{{format}}"}""")).Content.ReadAsStringAsync())!;

            Assert.False((bool)answer["meta"]!["cached"]!);
            Assert.Contains(marker, (string)answer["data"]!["body"]!, StringComparison.Ordinal);
        }

        await (await gateway.CallAsync("http_fetch/get", """{"url":"https://example.org/a","format":"pdf"}""")).MustBeAsync(GatewayErrors.ParamsInvalid);
        await (await gateway.CallAsync("http_fetch/head", """{"url":"https://example.org/a","format":"text"}""")).MustBeAsync(GatewayErrors.ParamsInvalid);
        var tools = await gateway.Client().GetStringAsync("/v1/tools");
        Assert.Contains("\"enum\":[\"raw\",\"text\",\"article\"]", tools, StringComparison.Ordinal);
    }

    private static string Repeat(string part) => new StringBuilder(2 * MiB).Insert(0, part, 2 * MiB / part.Length).ToString();

    private static JsonObject Page(ToolResult result) => Assert.IsType<ToolResult.Success>(result).Data!.AsObject();

    private Task<ToolResult> GetAsync(string? format, ServiceProvider? gateway = null) => SmallInternet.FetchAsync(
        gateway ?? Gateway, Url, more: format is null ? new { timeout_ms = 30_000 } : new { format, timeout_ms = 30_000 });
}
