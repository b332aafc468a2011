using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>A running MCP server and what was asked of it. It answers in any order, and everybody's questions share its pipes.</summary>
internal sealed class McpProcess : IAsyncDisposable
{
    private const string PrLimit = "/usr/bin/prlimit";
    private const string SetPriv = "/usr/bin/setpriv";

    private static readonly McpReply Ended = new McpReply.Failure(OutboundError.BrokenOff, "The server's process has ended.") { IsTransient = true };

    private readonly ITransport _transport;
    private readonly ConcurrentDictionary<long, (TaskCompletionSource<McpReply> Reply, Action<JsonElement>? OnNotification)> _waiting = new();
    private readonly Task _reading;
    private bool _isModern;
    private long _lastId;

    private McpProcess(ITransport transport)
    {
        _transport = transport;
        _reading = ReadAsync();
    }

    public bool HasEnded => _reading.IsCompleted;

    public static async Task<McpProcess> StartAsync(string tool, McpCommand command, string folder, CancellationToken cancellationToken)
    {
        List<string> line = [command.Path, .. command.Arguments];
        if (File.Exists(PrLimit))
        {
            line.InsertRange(0, [PrLimit, string.Create(CultureInfo.InvariantCulture, $"--as={command.MemoryMiB * 1024L * 1024}"), "--"]);
        }

        if (File.Exists(SetPriv))
        {
            // Else it outlives a gateway that is killed.
            line.InsertRange(0, [SetPriv, "--pdeathsig", "KILL", "--"]);
        }

        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = tool,
            Command = line[0],
            Arguments = line[1..],
            WorkingDirectory = folder,
            InheritEnvironmentVariables = false,
            EnvironmentVariables = command.Environment.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal),
        });
        return new McpProcess(await transport.ConnectAsync(cancellationToken));
    }

    /// <summary>Finds out which revision the server speaks.</summary>
    /// <returns>Names of what it has.</returns>
    public async Task<IReadOnlyList<string>> ShakeHandsAsync(CancellationToken cancellationToken)
    {
        _isModern = true;
        var found = await SendAsync("server/discover", [], onNotification: null, cancellationToken);
        if (found is not McpReply.Result)
        {
            _isModern = false;
            found = await SendAsync("initialize", McpSession.Handshake(), onNotification: null, cancellationToken);
            await _transport.SendMessageAsync(new JsonRpcNotification { Method = "notifications/initialized" }, cancellationToken);
        }

        return found is McpReply.Result { Value: var result } && McpSession.CapabilitiesOf(result) is { } capabilities
            ? capabilities
            : throw new IOException("The server refused the handshake.");
    }

    public async Task<McpReply> SendAsync(string method, JsonObject parameters, Action<JsonElement>? onNotification, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        McpSession.AddMeta(parameters, _isModern);
        if (onNotification is not null && parameters["_meta"] is JsonObject meta)
        {
            meta["progressToken"] = id;
        }

        var reply = new TaskCompletionSource<McpReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = (reply, onNotification);
        try
        {
            if (HasEnded)
            {
                return Ended;
            }

            await _transport.SendMessageAsync(new JsonRpcRequest { Id = new RequestId(id), Method = method, Params = parameters }, cancellationToken);
            return await reply.Task.WaitAsync(cancellationToken);
        }
        catch (IOException)
        {
            return Ended;
        }
        catch (OperationCanceledException) when (!HasEnded)
        {
            await CancelAsync(id);
            throw;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _reading;
    }

    private async Task CancelAsync(long id)
    {
        try
        {
            await _transport.SendMessageAsync(new JsonRpcNotification { Method = "notifications/cancelled", Params = new JsonObject { ["requestId"] = id } });
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // It has ended: nothing is left to cancel.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in _transport.MessageReader.ReadAllAsync())
            {
                await TakeAsync(message);
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException)
        {
            // Broken pipes and what is no JSON-RPC end the process's use like its own end.
        }

        foreach (var (reply, _) in _waiting.Values)
        {
            reply.TrySetResult(Ended);
        }
    }

    private async Task TakeAsync(JsonRpcMessage message)
    {
        switch (message)
        {
            case JsonRpcResponse response when Waiting(response.Id) is { } reply:
                reply.TrySetResult(response.Result is JsonObject result
                    ? new McpReply.Result(JsonSerializer.SerializeToElement(result), Origin: "stdio")
                    : new McpReply.Failure(OutboundError.BrokenOff, "The server's answer is not a JSON-RPC response."));
                break;
            case JsonRpcError error when Waiting(error.Id) is { } reply:
                reply.TrySetResult(new McpReply.Error(error.Error.Code, error.Error.Message, JsonSerializer.SerializeToElement(error.Error.Data)));
                break;
            case JsonRpcNotification { Method: "notifications/progress", Params: JsonObject progress } when TokenOf(progress) is { } token && _waiting.TryGetValue(token, out var call):
                call.OnNotification?.Invoke(JsonSerializer.SerializeToElement(new JsonObject { ["method"] = "notifications/progress", ["params"] = progress.DeepClone() }));
                break;
            case JsonRpcRequest { Method: "ping" } ping:
                await _transport.SendMessageAsync(new JsonRpcResponse { Id = ping.Id, Result = new JsonObject() });
                break;
            case JsonRpcRequest request:
                // Nothing that a server asks of its client is done here: no sampling, no roots, no questions.
                await _transport.SendMessageAsync(new JsonRpcError { Id = request.Id, Error = new JsonRpcErrorDetail { Code = -32601, Message = "Not supported." } });
                break;
        }
    }

    private TaskCompletionSource<McpReply>? Waiting(RequestId id) => id.Id is long number && _waiting.TryGetValue(number, out var call) ? call.Reply : null;

    private static long? TokenOf(JsonObject progress) => progress["progressToken"] is JsonValue token && token.TryGetValue<long>(out var number) ? number : null;
}
