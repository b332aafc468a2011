namespace FourRunr.ToolProxy.Outbound;

/// <summary>A request of an adapter. Nothing is added to it: no correlation id, no trace context, no cookies.</summary>
internal sealed record OutboundRequest
{
    /// <summary>2 MiB.</summary>
    public const int StandardMaxResponseBytes = 2 * 1024 * 1024;

    public required HttpMethod Method { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Without Host, which follows from the URL. Content headers only with <see cref="Content"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Creates the content for each send.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Of the answer's body, decompressed. Default <see cref="StandardMaxResponseBytes"/>.</summary>
    public int MaxResponseBytes { get; init; } = StandardMaxResponseBytes;

    /// <summary>Reads the answer's body, null when it is too large. Default: the whole of it.</summary>
    public Func<HttpContent, CancellationToken, Task<byte[]?>>? ReadBody { get; init; }

    public static OutboundRequest Get(Uri url) => new() { Method = HttpMethod.Get, Url = url };

    public static OutboundRequest PostJson(Uri url, JsonNode body) => new()
    {
        Method = HttpMethod.Post,
        Url = url,
        Content = () => JsonContent.Create(body),
    };

    /// <summary>The same with one more header.</summary>
    public OutboundRequest With(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };
}
