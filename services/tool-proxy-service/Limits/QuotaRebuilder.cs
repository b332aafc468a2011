using FourRunr.Hosting.Caching;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Completes counters before they are used: rebuilds missing ones from the history, adds this process's unrecorded calls to those that
/// another replica rebuilt, and fills local shares. One task at a time for each counter.
/// </summary>
internal sealed class QuotaRebuilder(
    LimitScripts scripts,
    QuotaLedgerRegistry ledgers,
    IQuotaHistory history,
    LocalShare replicas,
    Outage outage,
    IOptions<LimitOptions> options,
    TimeProvider clock)
{
    private readonly SingleFlight<LedgerKey> _work = new();

    /// <param name="asked">When Redis was asked, on the clock of <see cref="QuotaLedgerRegistry.Now"/>.</param>
    public async Task PrepareAsync(LimitRequest request, TakeCallReply reply, long asked, CancellationToken cancellationToken)
    {
        for (var i = 0; i < request.Quotas.Count; i++)
        {
            var key = new LedgerKey(request.AgentId, request.Quotas[i].Counter);
            var counter = reply.Counters[i];
            switch (counter.Readiness)
            {
                case CounterReadiness.Unknown:
                    await _work.RunAsync(key, () => RebuildAsync(key, reply.Now), cancellationToken);
                    break;
                case CounterReadiness.OtherRebuild:
                    await _work.RunAsync(key, () => JoinAsync(key, counter.Rebuild, asked - counter.Age), cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Adds what was charged during an outage to the counters that exist in Redis.</summary>
    public async Task MoveLocalChargesAsync(CancellationToken cancellationToken)
    {
        foreach (var some in ledgers.WithChargesOutsideRedis().Chunk(100))
        {
            await Task.WhenAll(some.Select(key => _work.RunAsync(key, async () =>
            {
                var asked = ledgers.Now;
                if (await InTimeAsync(scripts.LookAsync(key.AgentId, key.Counter)) is { } held)
                {
                    await JoinAsync(key, held.Rebuild, asked - Math.Max(0, ledgers.Redis.Now - held.Began));
                }
            }, cancellationToken)));
        }
    }

    /// <summary>Reads what was left when Redis was lost, once for each counter and outage.</summary>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">The history cannot be read.</exception>
    public async Task EnsureSharesAsync(LimitRequest request, CancellationToken cancellationToken)
    {
        foreach (var quota in request.Quotas)
        {
            var key = new LedgerKey(request.AgentId, quota.Counter);
            // Twice, because the first round may only have waited for other work on the counter.
            for (var round = 0; round < 2 && !HasShare(key); round++)
            {
                await _work.RunAsync(key, () => FillShareAsync(key), cancellationToken);
            }
        }
    }

    /// <summary>Completes when no work is done on the counter.</summary>
    public Task IdleAsync(LedgerKey key) => _work.IdleAsync(key);

    private Task RebuildAsync(LedgerKey key, long redisNow) =>
        // Taken before the history is read: a call that is recorded in between is counted twice rather than not at all.
        TransferAsync(key, ledger => ledger.BeginTransfer(), async mine =>
        {
            var recorded = await history.ReadAsync(key.AgentId, key.Counter, redisNow);
            var rebuild = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
            return await InTimeAsync(scripts.SeedAsync(key.AgentId, key.Counter, rebuild, redisNow, Sum(recorded, mine))) ? rebuild : null;
        });

    private Task JoinAsync(LedgerKey key, string rebuild, long began) =>
        TransferAsync(key, ledger => ledger.BeginTransferExcept(rebuild, began), async mine =>
            mine.All(count => count.Count == 0) || await InTimeAsync(scripts.AddAsync(key.AgentId, key.Counter, rebuild, Sum(mine))) ? rebuild : null);

    /// <param name="add">Adds the charges to the counter; returns its rebuild, or null if another one was faster.</param>
    private async Task TransferAsync(
        LedgerKey key, Func<QuotaLedger, ChargeTransfer> begin, Func<IReadOnlyList<SlotCount>, Task<string?>> add)
    {
        ChargeTransfer transfer;
        lock (ledgers.LockOf(key.AgentId))
        {
            transfer = begin(ledgers.GetOrAdd(key));
        }

        string? rebuild = null;
        try
        {
            rebuild = await add(transfer.Counts);
        }
        finally
        {
            lock (ledgers.LockOf(key.AgentId))
            {
                if (rebuild is not null)
                {
                    ledgers.GetOrAdd(key).Join(transfer, rebuild);
                }

                transfer.End();
            }
        }
    }

    private async Task FillShareAsync(LedgerKey key)
    {
        if (HasShare(key))
        {
            return;
        }

        var share = new QuotaShare(key.Counter, replicas.Replicas, options.Value.QuotaSettling, outage.Number);
        IReadOnlyList<SlotCount> unrecorded;
        lock (ledgers.LockOf(key.AgentId))
        {
            var ledger = ledgers.GetOrAdd(key);
            unrecorded = ledger.Unrecorded();
            ledger.Share = share;
        }

        var recorded = await history.ReadAsync(key.AgentId, key.Counter, ledgers.Redis.Now);
        lock (ledgers.LockOf(key.AgentId))
        {
            share.Fill(recorded, unrecorded, ledgers.Redis.Now);
        }
    }

    private bool HasShare(LedgerKey key)
    {
        lock (ledgers.LockOf(key.AgentId))
        {
            return ledgers.Find(key)?.Share is { IsReady: true } share && outage.Covers(share);
        }
    }

    private Task<T> InTimeAsync<T>(Task<T> work) => work.WaitAsync(options.Value.RedisTimeout, clock);

    private static IEnumerable<SlotCount> Sum(params IReadOnlyList<SlotCount>[] counts) =>
        counts.SelectMany(some => some).GroupBy(count => count.Slot, (slot, some) => new SlotCount(slot, some.Sum(count => count.Count)));
}
