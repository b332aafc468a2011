namespace FourRunr.ToolProxy.OpenApi;

/// <summary>
/// The OpenAPI document of everything that the front door serves. Services may start in any order and be unavailable: their last documents
/// are used, and refreshed in the background. Readers wait, for one attempt, only while a service's document is missing.
/// </summary>
internal sealed class FrontDoorDocument(
    OwnDocument own, IReadOnlyList<ForwardedDocument> forwarded, IHostApplicationLifetime lifetime, TimeProvider clock) : IServedDocument
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(2);

    private readonly Lock _starting = new();
    private Task _refresh = Task.CompletedTask;
    private long? _asked;
    private volatile DocumentCopy? _copy;
    private volatile bool _isComplete;

    public async ValueTask<DocumentCopy> GetAsync(CancellationToken cancellationToken)
    {
        var refresh = RefreshWhenDue();
        if (_copy is null || !_isComplete)
        {
            await refresh.WaitAsync(cancellationToken);
        }

        return _copy!;
    }

    /// <returns>The refresh that is under way, or the last one.</returns>
    private Task RefreshWhenDue()
    {
        lock (_starting)
        {
            if (_refresh.IsCompleted && (_asked is not { } asked || clock.GetElapsedTime(asked) >= (_isComplete ? GoodFor : BetweenAttempts)))
            {
                _asked = clock.GetTimestamp();
                _refresh = RefreshAsync(lifetime.ApplicationStopping);
            }

            return _refresh;
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // In the background: the reader that starts it must not wait for it if there is a copy.
        await Task.Yield();
        var changed = await Task.WhenAll(forwarded.Select(document => document.RefreshAsync(cancellationToken)));
        if (_copy is null || changed.Contains(true))
        {
            _copy = DocumentCopy.Of(MergedDocument.Of(await own.ReadAsync(cancellationToken), forwarded));
        }

        _isComplete = forwarded.All(document => document.Json is not null);
    }
}
