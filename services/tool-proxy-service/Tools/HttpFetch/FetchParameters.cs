namespace FourRunr.ToolProxy.Tools.HttpFetch;

/// <summary>Parameters of <c>http_fetch.get</c> and <c>http_fetch.head</c>.</summary>
internal sealed record FetchParameters
{
    public string? Url { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public int? TimeoutMs { get; init; }
}
