using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>An answer of the web as http_fetch gives it: <c>body</c> where it is text, <c>body_base64</c> where it is not.</summary>
internal static class FetchedPage
{
    private const string Utf8 = "utf-8";

    // http_fetch has no sessions, so it passes on no cookies.
    private static readonly string[] LeftOut = ["set-cookie", "set-cookie2"];

    public static JsonObject Of(OutboundResult.Response answer, Uri url, bool hasBody)
    {
        var contentType = answer.Header("content-type");
        var page = new JsonObject
        {
            ["status"] = answer.Status,
            ["url"] = url.AbsoluteUri,
            ["content_type"] = contentType,
            ["headers"] = new JsonObject(answer.Headers
                .Select(header => header.Key).Distinct().Where(name => !LeftOut.Contains(name))
                .Select(name => new KeyValuePair<string, JsonNode?>(name, answer.Header(name)))),
        };
        if (hasBody)
        {
            AddBody(page, answer, contentType);
        }

        return page;
    }

    /// <summary>Names the encoding only where it is unexpected.</summary>
    private static void AddBody(JsonObject page, OutboundResult.Response answer, string? contentType)
    {
        if (ResponseText.Decode(contentType, answer.Body) is not { } text)
        {
            page["body_base64"] = Convert.ToBase64String(answer.Body);
            return;
        }

        page["body"] = text.Text;
        if (text.Charset != Utf8)
        {
            page["charset"] = text.Charset;
        }

        if (text.UnknownCharset is not null)
        {
            page["unknown_charset"] = text.UnknownCharset;
        }
    }
}
