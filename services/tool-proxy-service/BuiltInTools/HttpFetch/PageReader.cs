using System.Net.Http.Headers;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>Turns the body of a page into the format that the caller asked for. Parsing uses at most half of the processors.</summary>
internal sealed class PageReader : IDisposable
{
    private static readonly string[] HtmlTypes = ["text/html", "application/xhtml+xml"];

    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Changes the page's <c>body</c> if it is HTML, and says in <c>format</c> what it is now.</summary>
    /// <param name="page">As <see cref="FetchedPage"/> makes it.</param>
    /// <param name="longest">Characters of the text.</param>
    /// <exception cref="PageTooComplexException">The page is too large or too deeply nested.</exception>
    public async Task ReadAsync(JsonObject page, string? format, Uri url, int longest, CancellationToken cancellationToken)
    {
        if (format is null or PageFormat.Raw)
        {
            return;
        }

        if (page["body"]?.GetValue<string>() is not { } html || !IsHtml(page["content_type"]?.GetValue<string>(), html))
        {
            page["format"] = PageFormat.Raw;
            return;
        }

        await _slots.WaitAsync(cancellationToken);
        // The caller may stop waiting earlier; the slot is free again only when the work has ended.
        var work = Task.Run(() => Read(html, format, url, longest, cancellationToken), CancellationToken.None);
        _ = work.ContinueWith(_ => _slots.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var read = await work.WaitAsync(cancellationToken);
        page["format"] = read.Format;
        page["title"] = read.Title;
        if (read.Byline is not null)
        {
            page["byline"] = read.Byline;
        }

        page["body"] = read.Text;
        if (read.IsCut)
        {
            page["truncated"] = true;
        }
    }

    public void Dispose() => _slots.Dispose();

    private static ReadPage Read(string html, string format, Uri url, int longest, CancellationToken cancellationToken)
    {
        using var page = HtmlPage.Parse(html, out var elements, cancellationToken);
        var title = string.IsNullOrWhiteSpace(page.Title) ? null : page.Title;
        var isSearched = format == PageFormat.Article && elements <= HtmlArticle.MostElements;
        if (isSearched && HtmlArticle.Of(page, url, cancellationToken) is { } article)
        {
            using var content = HtmlPage.Parse(article.Html, out _, cancellationToken);
            var (main, isCut) = HtmlText.Of(content, url, longest, cancellationToken);
            return new ReadPage(PageFormat.Article, article.Title ?? title, article.Byline, main, isCut);
        }

        // Looking for an article has changed the page.
        using var whole = isSearched ? HtmlPage.Parse(html, out _, cancellationToken) : null;
        var (text, cut) = HtmlText.Of(whole ?? page, url, longest, cancellationToken);
        return new ReadPage(PageFormat.Text, title, Byline: null, text, cut);
    }

    private static bool IsHtml(string? contentType, string body) => MediaTypeHeaderValue.TryParse(contentType, out var type)
        ? HtmlTypes.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)
        : body.AsSpan().TrimStart() is var start
            && (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase));

    private sealed record ReadPage(string Format, string? Title, string? Byline, string Text, bool IsCut);
}
