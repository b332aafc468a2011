using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>
/// Parses pages that strangers write. The rules of HTML let a few kilobytes grow into millions of elements or into a tree that is
/// walked again for every tag, so depth, memory and time are watched while the parser runs.
/// </summary>
internal static class HtmlPage
{
    /// <summary>As deep as browsers let a tree grow. What walks the tree by recursion is safe within it.</summary>
    private const int MostLevels = 512;

    /// <summary>What a parse may allocate: a page of real life takes some ten times its size.</summary>
    private const long MostBytes = 128L * 1024 * 1024;

    private const int MostElements = 100_000;

    private const string TooMuch = "The page is too deeply nested or too large to be read as HTML; ask for format 'raw'.";

    /// <param name="elements">How many tags made one; about as many as there are.</param>
    /// <exception cref="PageTooComplexException">There is more in it than may be parsed.</exception>
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
                // The one before: this one has no place yet.
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
