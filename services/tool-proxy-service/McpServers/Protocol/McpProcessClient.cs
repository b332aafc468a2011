using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>
/// A client of an MCP server that is a process of the gateway's own. It is started by the first request, and again when it has ended, after a
/// wait that grows from a second to a minute.
/// </summary>
/// <param name="folder">Where the process works; made for it.</param>
internal sealed partial class McpProcessClient(string tool, McpCommand command, string folder, TimeProvider clock, ILogger log) : IMcpServerClient, IAsyncDisposable
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1);
    private volatile IReadOnlyList<string> _capabilities = [];
    private McpProcess? _process;
    private TimeSpan _wait = FirstWait;
    private DateTimeOffset _startedAt;
    private DateTimeOffset _notBefore;

    public IReadOnlyList<string> Capabilities => _capabilities;

    public async Task<McpReply> SendAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var (process, why) = await EnsureAsync(cancellationToken);
        return process is null
            ? why!
            : await process.SendAsync(request.Method, request.Parameters, request.MaxBytes, request.OnNotification, cancellationToken);
    }

    /// <summary>Nothing: a process stays who it is.</summary>
    public void Forget()
    {
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }

        _gate.Dispose();
    }

    private async Task<(McpProcess? Process, McpReply? Why)> EnsureAsync(CancellationToken cancellationToken)
    {
        if (_process is { HasEnded: false } running)
        {
            return (running, null);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_process is { HasEnded: false } started)
            {
                return (started, null);
            }

            var now = clock.GetUtcNow();
            if (_process is { } ended)
            {
                _process = null;
                await ended.DisposeAsync();
                // One that ran for long did not fail at its start.
                _wait = now - _startedAt > LongestWait ? FirstWait : _wait;
                Postpone(now);
            }

            if (now < _notBefore)
            {
                return (null, Failed("The server's process has ended; it is started again soon."));
            }

            return await StartAsync(now);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(McpProcess? Process, McpReply? Why)> StartAsync(DateTimeOffset now)
    {
        using var timeout = new CancellationTokenSource(HandshakeTimeout, clock);
        McpProcess? process = null;
        try
        {
            Directory.CreateDirectory(folder);
            process = await McpProcess.StartAsync(command, folder, timeout.Token);
            _capabilities = await process.ShakeHandsAsync(timeout.Token);
            (_process, _startedAt) = (process, now);
            Log.Started(log, tool);
            return (process, null);
        }
        catch (Exception exception)
        {
            Log.NotStarted(log, tool, exception);
            Postpone(now);
            if (process is not null)
            {
                await process.DisposeAsync();
            }

            return (null, Failed("The server's process could not be started."));
        }
    }

    private void Postpone(DateTimeOffset now)
    {
        _notBefore = now + _wait;
        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
    }

    private static McpReply.Failure Failed(string detail) => new(OutboundError.Unreachable, detail) { IsTransient = true };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The process of the MCP server {Tool} was started.")]
        public static partial void Started(ILogger logger, string tool);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The process of the MCP server {Tool} could not be started.")]
        public static partial void NotStarted(ILogger logger, string tool, Exception exception);
    }
}
