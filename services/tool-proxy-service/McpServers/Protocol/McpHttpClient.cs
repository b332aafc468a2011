using System.Collections.Concurrent;
using System.Net.Http.Headers;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>
/// A client of one MCP server over streamable HTTP, for 2026-07-28 and for the revisions with a handshake. It follows no redirect, reads no
/// more than it may, and answers nothing that a server asks of its client. Which revision a server speaks is found out by the first request.
/// </summary>
/// <param name="url">Of the server's MCP endpoint.</param>
internal sealed class McpHttpClient(OutboundHttp http, Uri url, TimeProvider clock) : IMcpServerClient
{
    private const int MaxListBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>JSON-RPC codes by which a server of 2026-07-28 shows that it is one.</summary>
    private static readonly int[] ModernCodes = [-32020, -32021, -32022];

    private readonly ConcurrentDictionary<string, Lazy<Task<(McpSession? Session, McpReply? Why)>>> _sessions = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<string> _capabilities = [];
    private long _lastId;

    public IReadOnlyList<string> Capabilities => _capabilities;

    /// <summary>Sends one request. A server that does not know the session any more (400, 404) is asked once more, with a new one: it refused before it acted.</summary>
    public async Task<McpReply> SendAsync(McpRequest request, CancellationToken cancellationToken)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            var (session, why) = await SessionAsync(request.Credential, request.SessionKey, cancellationToken);
            if (session is null)
            {
                return why!;
            }

            var copy = request with { Parameters = (JsonObject)request.Parameters.DeepClone() };
            var reply = await SendAsync(session, copy, cancellationToken);
            if (isSecond || !IsSessionLost(session, reply))
            {
                return reply;
            }

            _sessions.TryRemove(request.SessionKey, out _);
        }
    }

    public void Forget() => _sessions.Clear();

    private static bool IsSessionLost(McpSession session, McpReply reply) =>
        session.IsModern
            ? reply is McpReply.Error { Code: -32022 }
            : reply is McpReply.Failure { Status: 400 or 404 } or McpReply.Error { Status: 400 or 404 };

    private async Task<(McpSession? Session, McpReply? Why)> SessionAsync(
        IReadOnlyList<KeyValuePair<string, string>> credential, string key, CancellationToken cancellationToken)
    {
        // Whoever comes first asks for all that wait: not even its own hanging up ends it.
        var shared = _sessions.GetOrAdd(key, _ => new(() => BeginAsync(credential)));
        var begun = await shared.Value.WaitAsync(cancellationToken);
        if (begun.Session is null)
        {
            _sessions.TryRemove(new(key, shared));
        }

        return begun;
    }

    private async Task<(McpSession? Session, McpReply? Why)> BeginAsync(IReadOnlyList<KeyValuePair<string, string>> credential)
    {
        using var timeout = new CancellationTokenSource(HandshakeTimeout, clock);
        try
        {
            var modern = new McpSession(McpSession.Modern, SessionId: null);
            var discovered = await SendAsync(modern, ToHandshake("server/discover", [], credential), timeout.Token);
            return discovered switch
            {
                McpReply.Result { Value: var found } => (Know(found, modern), null),
                McpReply.Error { Code: -32022 } or McpReply.Failure { Status: 400 or 404 or 405 or 406 } => await InitializeAsync(credential, timeout.Token),
                McpReply.Error { Code: var code } when ModernCodes.Contains(code) => (null, discovered),
                McpReply.Error => await InitializeAsync(credential, timeout.Token),
                _ => (null, discovered),
            };
        }
        catch (OperationCanceledException)
        {
            return (null, new McpReply.Failure(OutboundError.Unreachable, "The server did not answer the handshake in time.") { IsTransient = true });
        }
    }

    private async Task<(McpSession? Session, McpReply? Why)> InitializeAsync(
        IReadOnlyList<KeyValuePair<string, string>> credential, CancellationToken cancellationToken)
    {
        string? sessionId = null;
        var request = ToHttp(ToHandshake("initialize", McpSession.Handshake(), credential), credential, out var id);
        var reply = ToReply(await http.SendAsync(request, cancellationToken), id, response => sessionId = response.Header("Mcp-Session-Id"));
        if (reply is not McpReply.Result { Value: var result })
        {
            return (null, reply);
        }

        var version = result.TryGetProperty("protocolVersion", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : McpSession.Legacy;
        var session = new McpSession(version == McpSession.Modern ? McpSession.Legacy : version, IsSessionId(sessionId) ? sessionId : null);
        var initialized = new OutboundRequest
        {
            Method = HttpMethod.Post,
            Url = url,
            Headers = [.. Headers(session), .. credential],
            Content = () => Json(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" }),
        };
        await http.SendAsync(initialized, cancellationToken);
        return (Know(result, session), null);
    }

    private static McpRequest ToHandshake(string method, JsonObject parameters, IReadOnlyList<KeyValuePair<string, string>> credential) =>
        new(method, parameters, credential, SessionKey: "", MaxListBytes, OnNotification: null);

    private McpSession Know(JsonElement found, McpSession session)
    {
        _capabilities = McpSession.CapabilitiesOf(found) ?? _capabilities;
        return session;
    }

    private async Task<McpReply> SendAsync(McpSession session, McpRequest request, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> headers = [.. Headers(session)];
        McpSession.AddMeta(request.Parameters, session.IsModern);
        if (session.IsModern)
        {
            headers.Add(new("Mcp-Method", request.Method));
            if (request.Method is "tools/call" or "prompts/get" or "resources/read"
                && (string?)(request.Parameters["name"] ?? request.Parameters["uri"]) is { } name)
            {
                headers.Add(new("Mcp-Name", McpHeaderValue.Encode(name)));
            }
        }

        var message = ToHttp(request, [.. headers, .. request.Credential], out var id);
        return ToReply(await http.SendAsync(message, cancellationToken), id);
    }

    private OutboundRequest ToHttp(McpRequest request, IReadOnlyList<KeyValuePair<string, string>> headers, out long id)
    {
        var own = id = Interlocked.Increment(ref _lastId);
        if (request.OnNotification is not null && request.Parameters["_meta"] is JsonObject meta)
        {
            meta["progressToken"] = own;
        }

        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = own, ["method"] = request.Method, ["params"] = request.Parameters };
        return new OutboundRequest
        {
            Method = HttpMethod.Post,
            Url = url,
            Headers = [new("Accept", "application/json, text/event-stream"), .. headers],
            Content = () => Json(message),
            MaxResponseBytes = request.MaxBytes,
            ReadBody = (content, cancellationToken) => IsEventStream(content.Headers.ContentType)
                ? ReadEventsAsync(content, own, request.MaxBytes, request.OnNotification ?? (_ => { }), cancellationToken)
                : CappedBody.ReadAsync(content, request.MaxBytes, cancellationToken),
        };
    }

    private static async Task<byte[]?> ReadEventsAsync(
        HttpContent content, long id, int maxBytes, Action<JsonElement> onNotification, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        return await EventReader.ReadAsync(stream, id, maxBytes, onNotification, cancellationToken);
    }

    private static McpReply ToReply(OutboundResult result, long id, Action<OutboundResult.Response>? onResult = null)
    {
        if (result is OutboundResult.Failure failure)
        {
            return new McpReply.Failure(failure.Fault, failure.Detail) { IsTransient = failure.IsTransient };
        }

        var response = (OutboundResult.Response)result;
        if (McpResponse.Read(response.Body, id) is { } message)
        {
            if (message is McpReply.Result)
            {
                onResult?.Invoke(response);
            }

            return message switch
            {
                McpReply.Result read => read with { Origin = response.Origin },
                McpReply.Error error => error with { Status = response.Status },
                _ => message,
            };
        }

        return new McpReply.Failure(OutboundError.BrokenOff, response.IsSuccess ? "The server's answer is not a JSON-RPC response." : $"The server answered {response.Status}.")
        {
            Status = response.Status,
            IsTransient = response.Status is 408 or 429 or >= 500,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(McpSession session)
    {
        yield return new("MCP-Protocol-Version", session.Version);
        if (session.SessionId is { } id)
        {
            yield return new("Mcp-Session-Id", id);
        }
    }

    private static ByteArrayContent Json(JsonObject message) => new(JsonSerializer.SerializeToUtf8Bytes(message)) { Headers = { ContentType = new("application/json") } };

    private static bool IsEventStream(MediaTypeHeaderValue? type) => type?.MediaType?.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Visible ASCII, as the protocol says; anything else is not sent back.</summary>
    private static bool IsSessionId(string? text) => text is { Length: > 0 and <= 1024 } && text.All(character => character is > ' ' and <= '~');
}
