using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>Fetching pages of the web.</summary>
internal static class HttpFetchTool
{
    public const string Name = "http_fetch";
    public const string Get = "get";
    public const string Head = "head";

    private static readonly ExtraCheck Url = new(
        "url", value => OutboundTarget.ParseUrl(value.GetString()!) is not null,
        "must be an absolute http or https URL with a host, and without user name, spaces, control characters or backslashes");

    private static readonly ExtraCheck Headers = new("headers", value => Complain(value.Deserialize<Dictionary<string, string>>()!));

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) =>
    [
        .. BuiltInTool.Actions(Name, adapter, Url, Headers).Select(action => action with
        {
            PartitionOf = parameters => OutboundTarget.Of(OutboundTarget.ParseUrl(parameters.GetProperty("url").GetString()!)!).Target?.Authority ?? Name,
        }),
    ];

    private static IEnumerable<string> Complain(Dictionary<string, string> headers) =>
        headers.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() < headers.Count
            ? ["must not name a header twice; upper and lower case are the same"]
            : RequestHeaders.Faults(headers);
}
