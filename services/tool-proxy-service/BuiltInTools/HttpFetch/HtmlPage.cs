using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>
/// Parses untrusted pages. By the rules of HTML a few kilobytes can grow into millions of elements, or into a tree that the parser walks
/// again for every tag, so depth, memory and time are limited while it runs.
/// </summary>
internal static class HtmlPage
{
    /// <summary>The limit of browsers. Code that walks the tree by recursion is safe within it.</summary>
    private const int MostLevels = 512;

    /// <summary>What a parse may allocate; an ordinary page takes some ten times its size.</summary>
    private const long MostBytes = 128L * 1024 * 1024;

    private const int MostElements = 100_000;

    private const string TooMuch = "The page is too deeply nested or too large to be read as HTML; ask for format 'raw'.";

    /// <param name="elements">About how many elements the page has.</param>
    /// <exception cref="PageTooComplexException">The page is too large or too deeply nested.</exception>
    /// <exception cref="OperationCanceledException">Within one tag of the cancellation.</exception>
    public static IHtmlDocument Parse(string html, out int elements, CancellationToken cancellationToken)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        IElement? last = null;
        var count = 0;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            DisableElementPositionTracking = true,
            SkipComments = true,
            OnToken = (_, _) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (GC.GetAllocatedBytesForCurrentThread() - before > MostBytes)
                {
                    throw new PageTooComplexException(TooMuch);
                }
            },
            OnCreated = (element, _) =>
            {
                // Of the element before: this one is not in the tree yet.
                if (LevelOf(last) > MostLevels || ++count > MostElements)
                {
                    throw new PageTooComplexException(TooMuch);
                }

                last = element;
            },
        });
        var page = parser.ParseDocument(html);
        elements = count;
        return page;
    }

    private static int LevelOf(INode? node)
    {
        var level = 0;
        for (; node is not null; node = node.Parent)
        {
            level++;
        }

        return level;
    }
}

/// <summary>Its message is for the caller.</summary>
internal sealed class PageTooComplexException(string message) : Exception(message);
