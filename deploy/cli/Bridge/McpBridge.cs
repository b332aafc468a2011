using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using FourRunr.Cli.Gateway;

namespace FourRunr.Cli.Bridge;

/// <summary>
/// Passes JSON-RPC messages, one a line, from standard input on to the gateway's MCP endpoint, and what it answers to standard output,
/// where nothing else is ever written. Every request is answered once, by the gateway or with an error by the bridge, unless the client
/// has cancelled it.
/// </summary>
/// <param name="path">Of the endpoint.</param>
internal sealed class McpBridge(GatewayClient gateway, AgentTokens tokens, string path, CliContext context) : IDisposable
{
    private const int ParseError = -32700;
    private const int Refused = -32000;

    /// <summary>For requests that still run when the input ends.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _cancellations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>The revision that <c>initialize</c> agreed on.</summary>
    private volatile string? _agreed;

    /// <returns>When the input has ended.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (await context.In.ReadLineAsync(over.Token) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                await BeginAsync(line, over.Token);
            }
        }

        var answers = Task.WhenAll(_running.Where(task => task.Value).Select(task => task.Key));
        await Task.WhenAny(answers, Task.Delay(Grace, context.Clock, over.Token));
        await over.CancelAsync();
        await Task.WhenAll(_running.Keys);
    }

    public void Dispose() => _writing.Dispose();

    private async Task BeginAsync(string line, CancellationToken over)
    {
        if (McpMessage.Read(line) is not { } message)
        {
            await WriteErrorAsync("null", ParseError, "The line is no JSON object.", data: null);
            return;
        }

        if (message.Cancels is { } cancelled)
        {
            // The gateway cancels a call whose request is aborted.
            if (_cancellations.TryGetValue(cancelled, out var cancellation))
            {
                await cancellation.CancelAsync();
            }

            return;
        }

        // Known before the next line is read, which may cancel it.
        var own = CancellationTokenSource.CreateLinkedTokenSource(over);
        if (message.Id is { } id && !_cancellations.TryAdd(id, own))
        {
            own.Dispose();
            await WriteErrorAsync(id, Refused, "A request with this id is running.", data: null);
            return;
        }

        var task = Task.Run(() => PassAsync(message, own), CancellationToken.None);
        // Subscriptions have no end of their own, so nobody waits for it.
        _running[task] = message.Method != "subscriptions/listen";
        _ = task.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task PassAsync(McpMessage message, CancellationTokenSource cancellation)
    {
        try
        {
            if (!await AnswerAsync(message, cancellation.Token) && message.Id is { } id)
            {
                await WriteErrorAsync(id, Refused, "The gateway's answer ended before it was complete.", data: null);
            }
        }
        catch (OperationCanceledException)
        {
            // By the client, or because it goes: nobody waits for an answer.
        }
        catch (Exception exception) when (exception is CliException or HttpRequestException or IOException)
        {
            await FailAsync(message, Refused, exception is CliException known ? known.Message : "The connection to the gateway broke.", data: null);
        }
        finally
        {
            if (message.Id is { } id)
            {
                _cancellations.TryRemove(id, out _);
            }

            cancellation.Dispose();
        }
    }

    /// <returns>Whether the client has its answer, or needs none.</returns>
    private async Task<bool> AnswerAsync(McpMessage message, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(message, cancellationToken);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType == "text/event-stream")
        {
            var isAnswered = false;
            await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken))
            {
                isAnswered |= item.Data.Length > 0 && await PassOnAsync(message, item.Data);
            }

            return isAnswered;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (mediaType == "application/json")
        {
            return await PassOnAsync(message, body);
        }

        if (response.IsSuccessStatusCode)
        {
            return message.Id is null;
        }

        await FailAsync(message, Refused, Refusal.Describe((int)response.StatusCode, body), Refusal.Parse(body));
        return true;
    }

    /// <summary>A token may end or be revoked before its time: then the message, which was not carried out, is sent once more with a new one.</summary>
    private async Task<HttpResponseMessage> SendAsync(McpMessage message, CancellationToken cancellationToken)
    {
        var token = await tokens.TakeAsync(cancellationToken);
        var response = await SendAsync(message, token, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        tokens.Forget(token);
        return await SendAsync(message, await tokens.TakeAsync(cancellationToken), cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(McpMessage message, string token, CancellationToken cancellationToken)
    {
        using var request = message.ToRequest(path, message.Method == "initialize" ? null : _agreed);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await gateway.SendAsync(request, cancellationToken);
    }

    /// <returns>Whether this was the answer to the message.</returns>
    private async Task<bool> PassOnAsync(McpMessage message, string text)
    {
        if (Refusal.Parse(text) is not { } passed)
        {
            return false;
        }

        var isAnswer = passed.ContainsKey("result") || passed.ContainsKey("error");
        if (message.Method == "initialize" && passed["result"]?["protocolVersion"] is { } version)
        {
            _agreed = version.ToString();
        }

        // Line ends in JSON are white space, those of strings are escaped.
        await WriteAsync(text.Replace('\n', ' ').Replace('\r', ' '));
        return isAnswer;
    }

    /// <summary>A notification has no answer: then only the log of the client tells.</summary>
    private Task FailAsync(McpMessage message, int code, string text, JsonObject? data) =>
        message.Id is { } id ? WriteErrorAsync(id, code, text, data) : context.Error.WriteLineAsync($"{CliContext.Name}: {text}");

    private Task WriteErrorAsync(string id, int code, string text, JsonObject? data)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = text };
        if (data is not null)
        {
            error["data"] = data;
        }

        return WriteAsync($$"""{"jsonrpc":"2.0","id":{{id}},"error":{{error.ToJsonString()}}}""");
    }

    private async Task WriteAsync(string line)
    {
        await _writing.WaitAsync();
        try
        {
            await context.Out.WriteLineAsync(line);
            await context.Out.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }
}
