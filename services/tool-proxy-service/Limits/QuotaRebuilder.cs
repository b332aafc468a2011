using FourRunr.Hosting.Caching;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Makes counters complete before they are used: unknown ones from the history, those that another replica rebuilt with
/// this process's calls that no history showed it, and local shares. For each counter one thing at a time.
/// </summary>
internal sealed class QuotaRebuilder(
    LimitScripts scripts,
    QuotaLedgers books,
    IQuotaHistory history,
    LocalShare replicas,
    Outage outage,
    IOptions<LimitOptions> options,
    TimeProvider clock)
{
    private readonly SingleFlight<LedgerKey> _work = new();

    /// <param name="asked">When Redis was asked, on the clock of <see cref="QuotaLedgers.Now"/>.</param>
    public async Task PrepareAsync(LimitRequest request, TakeAnswer answer, long asked, CancellationToken cancellationToken)
    {
        for (var i = 0; i < request.Quotas.Count; i++)
        {
            var key = new LedgerKey(request.AgentId, request.Quotas[i].Counter);
            var counter = answer.Counters[i];
            switch (counter.Readiness)
            {
                case CounterReadiness.Unknown:
                    await _work.RunAsync(key, () => RebuildAsync(key, answer.Now), cancellationToken);
                    break;
                case CounterReadiness.OtherRebuild:
                    await _work.RunAsync(key, () => JoinAsync(key, counter.Rebuild, asked - counter.Age), cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Brings what was charged while Redis was away into the counters that Redis still has, or has again.</summary>
    public async Task BringHomeAsync(CancellationToken cancellationToken)
    {
        foreach (var some in books.Unassigned().Chunk(100))
        {
            await Task.WhenAll(some.Select(key => _work.RunAsync(key, async () =>
            {
                var asked = books.Now;
                if (await InTimeAsync(scripts.LookAsync(key.AgentId, key.Counter)) is { } held)
                {
                    await JoinAsync(key, held.Rebuild, asked - Math.Max(0, books.RedisNow - held.Began));
                }
            }, cancellationToken)));
        }
    }

    /// <summary>Reads what was left when Redis went away, once for each counter and outage.</summary>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">It cannot be known.</exception>
    public async Task EnsureSharesAsync(LimitRequest request, CancellationToken cancellationToken)
    {
        foreach (var quota in request.Quotas)
        {
            var key = new LedgerKey(request.AgentId, quota.Counter);
            // Twice, if at first it only waited for other work on the counter.
            for (var round = 0; round < 2 && !HasShare(key); round++)
            {
                await _work.RunAsync(key, () => FillShareAsync(key), cancellationToken);
            }
        }
    }

    /// <summary>Until no work is done on a counter.</summary>
    public Task IdleAsync(LedgerKey key) => _work.IdleAsync(key);

    private async Task RebuildAsync(LedgerKey key, long redisNow)
    {
        // Before the history is read: what is recorded in between is counted twice rather than not at all.
        var mine = Seal(key, book => book.SealAll());
        try
        {
            var recorded = await history.ReadAsync(key.AgentId, key.Counter, redisNow);
            var rebuild = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
            if (await InTimeAsync(scripts.SeedAsync(key.AgentId, key.Counter, rebuild, redisNow, Sum(recorded, mine.Counts))))
            {
                Join(key, mine, rebuild);
            }
        }
        finally
        {
            Unseal(key, mine);
        }
    }

    private async Task JoinAsync(LedgerKey key, string rebuild, long began)
    {
        var mine = Seal(key, book => book.SealAllBut(rebuild, began));
        try
        {
            if (mine.Counts.All(count => count.Count == 0)
                || await InTimeAsync(scripts.AddAsync(key.AgentId, key.Counter, rebuild, Sum(mine.Counts))))
            {
                Join(key, mine, rebuild);
            }
        }
        finally
        {
            Unseal(key, mine);
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
        lock (books.LockOf(key.AgentId))
        {
            var book = books.Open(key);
            unrecorded = book.Unrecorded();
            book.Share = share;
        }

        var recorded = await history.ReadAsync(key.AgentId, key.Counter, books.RedisNow);
        lock (books.LockOf(key.AgentId))
        {
            share.Fill(recorded, unrecorded, books.RedisNow);
        }
    }

    private bool HasShare(LedgerKey key)
    {
        lock (books.LockOf(key.AgentId))
        {
            return books.Find(key)?.Share is { IsReady: true } share && outage.IsOf(share);
        }
    }

    private SealedCharges Seal(LedgerKey key, Func<QuotaLedger, SealedCharges> seal)
    {
        lock (books.LockOf(key.AgentId))
        {
            return seal(books.Open(key));
        }
    }

    private void Join(LedgerKey key, SealedCharges charges, string rebuild)
    {
        lock (books.LockOf(key.AgentId))
        {
            books.Open(key).Join(charges, rebuild);
        }
    }

    private void Unseal(LedgerKey key, SealedCharges charges)
    {
        lock (books.LockOf(key.AgentId))
        {
            charges.Unseal();
        }
    }

    private Task<T> InTimeAsync<T>(Task<T> work) => work.WaitAsync(options.Value.RedisTimeout, clock);

    private static IEnumerable<SlotCount> Sum(params IReadOnlyList<SlotCount>[] counts) =>
        counts.SelectMany(some => some).GroupBy(count => count.Slot, (slot, some) => new SlotCount(slot, some.Sum(count => count.Count)));
}
