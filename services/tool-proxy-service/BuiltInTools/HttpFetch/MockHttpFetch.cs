using System.Net;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>An invented page for every URL. HEAD answers with the headers that GET has.</summary>
internal sealed class MockHttpFetch(PageReader pages) : IToolAdapter
{
    private const string ContentType = "text/html; charset=utf-8";

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var url = OutboundTarget.ParseUrl(request.Text("url")!)!;
        var seed = MockSeed.Of(url.AbsoluteUri);
        var title = WebUtility.HtmlEncode($"{url.Host}{url.AbsolutePath}");
        var body = $"<!doctype html>\n<html><head><title>{title}</title></head>"
            + $"<body><h1>{title}</h1><p>An invented page, number {seed.Number(1, 100_000)}.</p></body></html>\n";

        var answer = new JsonObject
        {
            ["status"] = 200,
            ["url"] = url.AbsoluteUri,
            ["content_type"] = ContentType,
            ["headers"] = new JsonObject
            {
                ["content-type"] = ContentType,
                ["content-length"] = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture),
                ["etag"] = $"\"{seed.Hex(16)}\"",
            },
        };
        if (request.Action.Name != HttpFetchTool.Head)
        {
            answer["body"] = body;
            await pages.ReadAsync(answer, request.Text("format"), url, OutboundRequest.StandardMaxResponseBytes, cancellationToken);
        }

        return ToolResult.Mocked(answer);
    }
}
