namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>What <c>http_fetch.get</c> and <c>http_fetch.head</c> both take.</summary>
internal abstract record FetchParameters
{
    public string? Url { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public int? TimeoutMs { get; init; }
}

/// <summary>Parameters of <c>http_fetch.head</c>.</summary>
internal sealed record HeadParameters : FetchParameters;

/// <summary>Parameters of <c>http_fetch.get</c>.</summary>
internal sealed record GetParameters : FetchParameters
{
    /// <summary>One of <see cref="PageFormat.All"/>; null is <see cref="PageFormat.Raw"/>.</summary>
    public string? Format { get; init; }
}
