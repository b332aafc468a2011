namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>What <c>http_fetch.get</c> makes of a page in HTML. Everything else is always given as it is.</summary>
internal static class PageFormat
{
    /// <summary>As it came.</summary>
    public const string Raw = "raw";

    /// <summary>What a reader would see, links as numbered references.</summary>
    public const string Text = "text";

    /// <summary>The main content only, with title and author.</summary>
    public const string Article = "article";
}
