using AngleSharp.Html.Dom;
using SmartReader;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>The main content of a page, found as the reader view of a browser finds it.</summary>
internal sealed record HtmlArticle(string? Title, string? Byline, string Html)
{
    /// <summary>The time of the search grows with the square of the elements.</summary>
    public const int MostElements = 12_000;

    /// <param name="page">Is changed.</param>
    /// <returns>Null when none was found.</returns>
    public static HtmlArticle? Of(IHtmlDocument page, Uri url, CancellationToken cancellationToken)
    {
        foreach (var element in page.QuerySelectorAll("script, style, noscript, template, svg, iframe").ToList())
        {
            element.Remove();
        }

        using var reader = new Reader(url.AbsoluteUri, page)
        {
            IsNodeVisible = element =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return !element.HasAttribute("hidden");
            },
            DisableJSONLD = true,
        };
        var article = reader.GetArticle();
        return article.Completed && !string.IsNullOrWhiteSpace(article.Content)
            ? new HtmlArticle(NullIfEmpty(article.Title), NullIfEmpty(article.Byline) ?? NullIfEmpty(article.Author), article.Content)
            : null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
