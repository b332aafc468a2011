using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using ModelContextProtocol.Protocol;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>A running MCP server and what was asked of it. It answers in any order, and everybody's questions share its pipes.</summary>
internal sealed class McpProcess : IAsyncDisposable
{
    /// <summary>Of one line that the process writes: the most that any request may be answered with. A longer one ends the process.</summary>
    public const int MaxLineBytes = 4 * 1024 * 1024;

    /// <summary>Messages that wait because the process does not read. At more it is ended.</summary>
    private const int MaxUnsent = 128;

    private static readonly McpReply.Failure Ended = new(OutboundError.BrokenOff, "The server's process has ended.") { IsTransient = true };

    private static readonly McpReply.Failure TooLong = new(
        OutboundError.TooLarge, string.Create(CultureInfo.InvariantCulture, $"A message of the server is larger than {MaxLineBytes} bytes, so its process was ended."));

    /// <summary>Escapes no more than it must, so that sizes are about those of the pipe.</summary>
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ChildProcess _child;
    private readonly CappedLineStream _output;
    private readonly ITransport _transport;
    private readonly ConcurrentDictionary<long, PendingRequest> _waiting = new();
    private readonly Task _reading;
    private volatile McpReply? _end;
    private bool _isModern;
    private int _unsent;
    private long _lastId;

    private McpProcess(ChildProcess child, CappedLineStream output, ITransport transport)
    {
        (_child, _output, _transport) = (child, output, transport);
        _reading = ReadAsync();
    }

    public bool HasEnded => _end is not null;

    public static async Task<McpProcess> StartAsync(McpCommand command, string folder, CancellationToken cancellationToken)
    {
        var child = await ChildProcess.StartAsync(command, folder);
        var output = new CappedLineStream(child.Output, MaxLineBytes);
        try
        {
            return new McpProcess(child, output, await new StreamClientTransport(child.Input, output).ConnectAsync(cancellationToken));
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Finds out which revision the server speaks.</summary>
    /// <returns>Names of what it has.</returns>
    public async Task<IReadOnlyList<string>> ShakeHandsAsync(CancellationToken cancellationToken)
    {
        _isModern = true;
        var found = await SendAsync("server/discover", [], MaxLineBytes, onNotification: null, cancellationToken);
        if (found is not McpReply.Result)
        {
            _isModern = false;
            found = await SendAsync("initialize", McpSession.Handshake(), MaxLineBytes, onNotification: null, cancellationToken);
            await _transport.SendMessageAsync(new JsonRpcNotification { Method = "notifications/initialized" }, cancellationToken);
        }

        return found is McpReply.Result { Value: var result } && McpSession.CapabilitiesOf(result) is { } capabilities
            ? capabilities
            : throw new IOException("The server refused the handshake.");
    }

    /// <param name="maxBytes">Of the answer, with what is told before it.</param>
    public async Task<McpReply> SendAsync(
        string method, JsonObject parameters, int maxBytes, Action<JsonElement>? onNotification, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        McpSession.AddMeta(parameters, _isModern);
        if (onNotification is not null)
        {
            (parameters["_meta"] ??= new JsonObject())["progressToken"] = id;
        }

        var pending = new PendingRequest(maxBytes, onNotification);
        _waiting[id] = pending;
        if (_end is { } end)
        {
            _waiting.TryRemove(id, out _);
            return end;
        }

        // Whole, even if the caller gives up: half a line would spoil the next one.
        var sending = SendAsync(new JsonRpcRequest { Id = new RequestId(id), Method = method, Params = parameters }, after: Task.CompletedTask);
        try
        {
            return await pending.Reply.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancel(id, after: sending);
            throw;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _child.Kill();
        await _transport.DisposeAsync();
        await _reading;
        _child.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in _transport.MessageReader.ReadAllAsync())
            {
                Take(message);
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException)
        {
            // Broken pipes and what is no JSON-RPC end the process's use like its own end.
        }

        var end = _output.HasExceeded ? TooLong : Ended;
        _end = end;
        _child.Kill();
        foreach (var pending in _waiting.Values)
        {
            pending.End(end);
        }
    }

    private void Take(JsonRpcMessage message)
    {
        switch (message)
        {
            case JsonRpcResponse response when Waiting(response.Id) is { } pending:
                if (response.Result is JsonObject result)
                {
                    pending.Answer(ToElement(result));
                }
                else
                {
                    pending.End(new McpReply.Failure(OutboundError.BrokenOff, "The server's answer is not a JSON-RPC response."));
                }

                break;
            case JsonRpcError error when Waiting(error.Id) is { } pending:
                pending.Refuse(error.Error.Code, error.Error.Message, ToElement(error.Error.Data));
                break;
            case JsonRpcNotification { Method: "notifications/progress", Params: JsonObject progress } when TokenOf(progress) is { } token && _waiting.TryGetValue(token, out var pending):
                if (!pending.Notify(ToElement(new JsonObject { ["method"] = "notifications/progress", ["params"] = progress.DeepClone() })))
                {
                    Cancel(token, after: Task.CompletedTask);
                }

                break;
            case JsonRpcRequest request:
                // Nothing that a server asks of its client is done here: no sampling, no roots, no questions.
                JsonRpcMessage answer = request.Method == "ping"
                    ? new JsonRpcResponse { Id = request.Id, Result = new JsonObject() }
                    : new JsonRpcError { Id = request.Id, Error = new JsonRpcErrorDetail { Code = -32601, Message = "Not supported." } };
                _ = SendAsync(answer, after: Task.CompletedTask);
                break;
        }
    }

    private void Cancel(long id, Task after) =>
        _ = SendAsync(new JsonRpcNotification { Method = "notifications/cancelled", Params = new JsonObject { ["requestId"] = id } }, after);

    /// <summary>Never throws, and nobody has to wait for it: a process that does not read holds up neither what it writes nor whoever gives up.</summary>
    private async Task SendAsync(JsonRpcMessage message, Task after)
    {
        try
        {
            if (Interlocked.Increment(ref _unsent) > MaxUnsent)
            {
                _child.Kill();
                return;
            }

            // Writing to a full pipe may hold up a thread: never the caller's.
            await Task.Yield();
            await after;
            await _transport.SendMessageAsync(message);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            // It has ended, or has closed its input.
            _child.Kill();
        }
        finally
        {
            Interlocked.Decrement(ref _unsent);
        }
    }

    private static JsonElement ToElement(object? json) => JsonSerializer.SerializeToElement(json, Plain);

    private PendingRequest? Waiting(RequestId id) => id.Id is long number && _waiting.TryGetValue(number, out var pending) ? pending : null;

    private static long? TokenOf(JsonObject progress) => progress["progressToken"] is JsonValue token && token.TryGetValue<long>(out var number) ? number : null;
}
