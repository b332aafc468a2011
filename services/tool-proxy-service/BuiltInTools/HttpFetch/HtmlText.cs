using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>
/// The visible text of HTML: a line per block, a dash before list items, bars between cells, and links as numbers with a list of their URLs
/// at the end. Works without recursion, and stops at a given length.
/// </summary>
internal sealed class HtmlText
{
    private const int MostLinks = 500;
    private const int LongestLink = 2048;

    private static readonly HashSet<string> Hidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
        "select", "datalist", "textarea", "button", "dialog", "map",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
        "thead", "tr", "ul",
    };

    private static readonly HashSet<string> Paragraphs = new(StringComparer.OrdinalIgnoreCase)
    {
        "article", "blockquote", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "table", "ul",
    };

    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, int> _links = new(StringComparer.Ordinal);
    private readonly Uri _base;
    private readonly int _longest;
    private int _lineEnds = 2;
    private bool _space;
    private int _preformatted;

    private HtmlText(Uri baseUrl, int longest) => (_base, _longest) = (baseUrl, longest);

    /// <param name="url">Of the page; links are relative to it or to what the page itself names as its base.</param>
    /// <param name="longest">Characters.</param>
    public static (string Text, bool IsCut) Of(IHtmlDocument page, Uri url, int longest, CancellationToken cancellationToken)
    {
        var baseUrl = page.QuerySelector("base[href]")?.GetAttribute("href") is { } href && Uri.TryCreate(url, href, out var own) ? own : url;
        var text = new HtmlText(baseUrl, longest);
        text.Walk(page.Body ?? page.DocumentElement, cancellationToken);
        text.WriteLinks();
        return (text._text.ToString(), text.IsFull);
    }

    private bool IsFull => _text.Length >= _longest;

    private void Walk(INode root, CancellationToken cancellationToken)
    {
        for (var node = root; node is not null && !IsFull;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Enter(node) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (node is not null)
            {
                Leave(node);
                if (ReferenceEquals(node, root))
                {
                    return;
                }

                if (node.NextSibling is { } next)
                {
                    node = next;
                    break;
                }

                node = node.Parent;
            }
        }
    }

    /// <returns>Whether what is inside can be seen.</returns>
    private bool Enter(INode node)
    {
        switch (node)
        {
            case IText text:
                Write(text.Data);
                return false;
            case IElement element when IsHidden(element):
                return false;
            case IElement element:
                EnterElement(element);
                return true;
            default:
                return false;
        }
    }

    private void EnterElement(IElement element)
    {
        switch (element.LocalName)
        {
            case "br":
                EndLine();
                break;
            case "td" or "th" when element.PreviousElementSibling is not null:
                Write(" | ");
                break;
            case "img" when element.GetAttribute("alt") is { Length: > 0 } alternative:
                Write($"[{alternative}]");
                break;
            case var name when Blocks.Contains(name):
                StartBlock(name);
                _preformatted += name == "pre" ? 1 : 0;
                if (name == "li")
                {
                    Append("- ");
                    // A block right inside the item begins on its line.
                    _lineEnds = 2;
                }

                break;
        }
    }

    private void Leave(INode node)
    {
        if (node is not IElement element || IsHidden(element))
        {
            return;
        }

        if (element.LocalName == "a" && element.GetAttribute("href") is { } href && NumberOf(href) is { } number)
        {
            _space = false;
            Append(string.Create(CultureInfo.InvariantCulture, $"[{number}]"));
        }
        else if (Blocks.Contains(element.LocalName))
        {
            _preformatted -= element.LocalName == "pre" ? 1 : 0;
            StartBlock(element.LocalName);
        }
    }

    private static bool IsHidden(IElement element) =>
        Hidden.Contains(element.LocalName) || element.HasAttribute("hidden")
        || (element.LocalName == "input" && element.GetAttribute("type") == "hidden")
        || (element.GetAttribute("style") is { } style && style.Replace(" ", "", StringComparison.Ordinal).Contains("display:none", StringComparison.OrdinalIgnoreCase));

    private int? NumberOf(string href)
    {
        if (href.StartsWith('#') || href.Length > LongestLink || !Uri.TryCreate(_base, href.Trim(), out var url) || url.Scheme is not ("http" or "https" or "mailto"))
        {
            return null;
        }

        var link = url.AbsoluteUri;
        if (link.Length > LongestLink || (_links.Count == MostLinks && !_links.ContainsKey(link)))
        {
            return null;
        }

        _links.TryAdd(link, _links.Count + 1);
        return _links[link];
    }

    private void Write(string text)
    {
        if (_preformatted > 0)
        {
            Append(text);
            return;
        }

        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
            {
                _space = true;
            }
            else
            {
                if (_space && _lineEnds == 0)
                {
                    _text.Append(' ');
                }

                (_space, _lineEnds) = (false, 0);
                _text.Append(character);
                if (IsFull)
                {
                    return;
                }
            }
        }
    }

    private void Append(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        _text.Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(0, _longest - _text.Length))));
        (_space, _lineEnds) = (false, text.EndsWith('\n') ? 1 : 0);
    }

    private void StartBlock(string name)
    {
        EndLine();
        while (Paragraphs.Contains(name) && _lineEnds < 2)
        {
            EndLine(force: true);
        }
    }

    private void EndLine(bool force = false)
    {
        _space = false;
        if (_lineEnds == 0 || force)
        {
            _text.Append('\n');
            _lineEnds++;
        }
    }

    private void WriteLinks()
    {
        while (_text.Length > 0 && _text[^1] == '\n')
        {
            _text.Length--;
        }

        foreach (var (link, number) in _links)
        {
            Append(string.Create(CultureInfo.InvariantCulture, $"{(number == 1 ? "\n\n" : "\n")}[{number}] {link}"));
        }
    }
}
