using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>
/// Calls that are under way, so that <c>notifications/cancelled</c> can end one. Clients choose their ids, so two that share a token may
/// use the same: then neither is cancelled, rather than the wrong one.
/// </summary>
internal sealed class RunningMcpCalls
{
    private readonly ConcurrentDictionary<(string TokenId, string Id), CancellationTokenSource?> _calls = new();

    /// <param name="id">Of the request, as JSON.</param>
    public Running Begin(string tokenId, string id, CancellationToken callerGone)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(callerGone);
        // Null marks an id that is used twice; it stays so until the last of both calls ends.
        _calls.AddOrUpdate((tokenId, id), source, (_, _) => null);
        return new Running(this, (tokenId, id), source);
    }

    public void Cancel(string tokenId, string id)
    {
        if (_calls.TryGetValue((tokenId, id), out var source))
        {
            try
            {
                source?.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended meanwhile.
            }
        }
    }

    internal sealed class Running(RunningMcpCalls calls, (string TokenId, string Id) key, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            calls._calls.TryRemove(key, out _);
            source.Dispose();
        }
    }
}
