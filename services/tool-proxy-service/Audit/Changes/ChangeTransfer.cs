using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Changes;

/// <summary>
/// Carries changes from one source into the journal: claim, write, acknowledge, in this order, so that none is lost. If this process ends before the
/// last step, another one writes them once more; lists show such a change once.
/// </summary>
internal sealed class ChangeTransfer(IChangeSource source, AuditJournal journal, TimeProvider clock) : IDisposable
{
    private const int LargestBatch = ChangeOutbox.LargestClaim;

    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>They are in the journal, but the source may not know.</summary>
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private int _isAway;

    public string Name => source.Name;

    /// <returns>Whether that is new.</returns>
    public bool TrySetAway(bool isAway) => Interlocked.Exchange(ref _isAway, isAway ? 1 : 0) != (isAway ? 1 : 0);

    /// <exception cref="DependencyUnavailableException">The source, or the journal, is not available.</exception>
    /// <exception cref="Storage.StorageUnavailableException">The own database is not available.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<OperatorChangeResponse> claimed;
            do
            {
                await AcknowledgeAsync(cancellationToken);
                claimed = await source.ClaimAsync(journal.File.Writer, LargestBatch, cancellationToken);
                await WriteAsync(claimed);
                await AcknowledgeAsync(cancellationToken);
            }
            while (claimed.Count == LargestBatch);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private Task WriteAsync(IReadOnlyList<OperatorChangeResponse> changes)
    {
        var now = clock.GetUtcNow();
        var rows = new List<Task>(changes.Count);
        foreach (var change in changes.Where(change => !_written.Contains(change.ChangeId)).ToArray())
        {
            // None waits for the one before: the journal writes them in their order, in one batch.
            rows.Add(RememberAsync(change, journal.AppendAsync(new RecordedChange(now, change))));
        }

        return Task.WhenAll(rows);
    }

    private async Task RememberAsync(OperatorChangeResponse change, Task<long> row)
    {
        await row;
        lock (_written)
        {
            _written.Add(change.ChangeId);
        }
    }

    private async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in _written.Chunk(LargestBatch).ToArray())
        {
            await source.AcknowledgeAsync(batch, cancellationToken);
            _written.ExceptWith(batch);
        }
    }
}
