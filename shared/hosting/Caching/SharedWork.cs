using System.Collections.Concurrent;

namespace FourRunr.Hosting.Caching;

/// <summary>Work that many calls need at once is done once; all of them get its end, or its failure.</summary>
public sealed class SharedWork<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task>> _running = new();

    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public Task RunAsync(TKey key, Func<Task> work, CancellationToken cancellationToken) => RunAsync(
        key,
        async () =>
        {
            await work();
            return true;
        },
        cancellationToken);

    /// <typeparam name="TResult">The same for all work under the same key.</typeparam>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public Task<TResult> RunAsync<TResult>(TKey key, Func<Task<TResult>> work, CancellationToken cancellationToken) =>
        ((Task<TResult>)_running.GetOrAdd(key, _ => new Lazy<Task>(() => StartAsync(key, work))).Value).WaitAsync(cancellationToken);

    /// <summary>Completes, without failing, when no work runs under the key.</summary>
    public async Task IdleAsync(TKey key)
    {
        while (_running.TryGetValue(key, out var work))
        {
            await work.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TResult> StartAsync<TResult>(TKey key, Func<Task<TResult>> work)
    {
        // Off the caller's stack: the work must not begin before it can be found.
        await Task.Yield();
        try
        {
            return await work();
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }
}
