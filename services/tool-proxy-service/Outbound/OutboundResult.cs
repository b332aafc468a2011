using System.Text.Unicode;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Why a request failed, by how far it got.</summary>
internal enum OutboundError
{
    /// <summary>The guard refuses the target; nothing was sent.</summary>
    TargetRefused,

    /// <summary>No name, no connection or no TLS; nothing was sent.</summary>
    Unreachable,

    /// <summary>The request was sent, but no complete answer came back: the target may have acted.</summary>
    BrokenOff,

    /// <summary>The answer is larger than the limit.</summary>
    TooLarge,
}

/// <summary>The result of an <see cref="OutboundRequest"/>.</summary>
internal abstract record OutboundResult
{
    /// <summary>A complete answer of any status; redirects are not followed.</summary>
    /// <param name="Origin">Scheme and host of the target.</param>
    /// <param name="Headers">Of message and content, in order; a name may occur more than once.</param>
    /// <param name="Body">Decompressed.</param>
    public sealed record Response(int Status, string Origin, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body) : OutboundResult
    {
        /// <summary>One level less than the gateway's answers may have, in which this one becomes the <c>data</c>.</summary>
        private const int DeepestJson = GatewayJson.MaxDepth - 1;

        public bool IsSuccess => Status is >= 200 and < 300;

        /// <summary>The values of a header, joined as RFC 9110 section 5.3 says; null when there is none.</summary>
        public string? Header(string name) => HeaderOf(Headers, name);

        /// <returns>False if the body is not a JSON value that the gateway's answer can contain.</returns>
        public bool TryReadJson(out JsonNode? json)
        {
            json = null;
            if (!StrictJson.TryRead(InUtf8(), out var value, out _, DeepestJson) || !StrictJson.IsUnicode(value))
            {
                return false;
            }

            json = value.ValueKind switch
            {
                JsonValueKind.Object => JsonObject.Create(value),
                JsonValueKind.Array => JsonArray.Create(value),
                JsonValueKind.Null => null,
                _ => JsonValue.Create(value),
            };
            return true;
        }

        /// <summary>JSON may declare another encoding, although RFC 8259 demands UTF-8 between systems.</summary>
        private byte[] InUtf8()
        {
            var isMarked = Body is [0xff, 0xfe, ..] or [0xfe, 0xff, ..];
            return (isMarked || Header("Content-Type")?.Contains("charset", StringComparison.OrdinalIgnoreCase) == true) && !Utf8.IsValid(Body)
                && ResponseText.Decode(Header("Content-Type"), Body) is { Charset: not "utf-8" } text
                    ? Encoding.UTF8.GetBytes(text.Text)
                    : Body;
        }
    }

    /// <summary>An answer of any status whose body is still to be read. Disposing of it ends the answer, however much is left.</summary>
    /// <param name="Origin">Scheme and host of the target.</param>
    /// <param name="Body">Decompressed; without limits of size or time.</param>
    /// <param name="Owner">What holds the connection.</param>
    public sealed record Opened(int Status, string Origin, IReadOnlyList<KeyValuePair<string, string>> Headers, Stream Body, IDisposable Owner)
        : OutboundResult, IDisposable
    {
        /// <inheritdoc cref="Response.Header"/>
        public string? Header(string name) => HeaderOf(Headers, name);

        /// <summary>The same answer, read to its end.</summary>
        public Response Read(byte[] body) => new(Status, Origin, Headers, body);

        public void Dispose() => Owner.Dispose();
    }

    /// <param name="Detail">For the caller: a fixed text without addresses or text of the target.</param>
    public sealed record Failure(OutboundError Fault, string Detail) : OutboundResult
    {
        /// <summary>Whether the same request may succeed later.</summary>
        public bool IsTransient { get; init; }
    }

    private static string? HeaderOf(IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        var values = headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }
}
