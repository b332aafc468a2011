using System.Collections.Concurrent;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>Reads accounts in Redis without changing them, and keeps the list of those that there are.</summary>
internal sealed class BudgetReader(
    IConnectionMultiplexer redis, BudgetRebuilder rebuilder, RedisClock clock, IOptions<LimitOptions> options, TimeProvider time)
{
    private const int MostRounds = 10;
    private const int MostRegistered = 100_000;

    /// <summary>Longer than any window.</summary>
    private static readonly TimeSpan DirectoryMemory = TimeSpan.FromDays(70);

    private readonly ConcurrentDictionary<string, (int Version, long At)> _registered = new(StringComparer.Ordinal);

    /// <summary>Puts accounts on the list, each once a minute. Waits for nothing.</summary>
    public void Register(IReadOnlyList<Budget> budgets)
    {
        foreach (var budget in budgets)
        {
            var version = budget.Source.PolicyVersion;
            if (_registered.TryGetValue(budget.StateKey, out var known) && known.Version == version
                && clock.Now - known.At < (long)TimeSpan.FromMinutes(1).TotalMilliseconds)
            {
                continue;
            }

            if (_registered.Count >= MostRegistered)
            {
                _registered.Clear();
            }

            _registered[budget.StateKey] = (version, clock.Now);
            var entry = JsonSerializer.SerializeToUtf8Bytes(new DirectoryEntry(budget.Source, budget.Holder), GatewayJson.Tolerant);
            var database = redis.GetDatabase();
            database.HashSet(BudgetKeys.Directory, budget.StateKey, entry, flags: CommandFlags.FireAndForget);
            database.KeyExpire(BudgetKeys.Directory, DirectoryMemory, CommandFlags.FireAndForget);
        }
    }

    /// <summary>Redis did not have these accounts, so it has lost the list as well: they are put on it again.</summary>
    public void RegisterAgain(IReadOnlyList<Budget> budgets)
    {
        foreach (var budget in budgets)
        {
            _registered.TryRemove(budget.StateKey, out _);
        }

        Register(budgets);
    }

    /// <returns>Null for an account that is not on the list.</returns>
    public async Task<Budget?> FindAsync(string stateKey)
    {
        var entry = await redis.GetDatabase().HashGetAsync(BudgetKeys.Directory, stateKey).WaitAsync(options.Value.RedisTimeout, time);
        return entry.IsNull ? null : Read(entry);
    }

    public async Task<IReadOnlyList<BudgetStatus>> ReadAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var read = await ReadAsync(budgets);
            var missing = budgets.Where((_, i) => read[i] is null).ToList();
            if (missing.Count == 0)
            {
                return [.. read.OfType<BudgetStatus>()];
            }

            foreach (var budget in missing)
            {
                await rebuilder.RebuildAsync(budget, cancellationToken);
            }

            RegisterAgain(missing);
        }

        throw new DependencyUnavailableException(RedisBudgetLedger.Dependency);
    }

    public async Task<IReadOnlyList<BudgetStatus>> ListAsync()
    {
        var entries = await redis.GetDatabase().HashGetAllAsync(BudgetKeys.Directory).WaitAsync(options.Value.RedisTimeout, time);
        var budgets = entries.Select(entry => Read(entry.Value))
            .OfType<Budget>()
            .OrderBy(budget => budget.Account, StringComparer.Ordinal)
            .ToList();
        var read = await ReadAsync(budgets);
        RedisValue[] gone = [.. budgets.Where((_, i) => read[i] is null).Select(budget => (RedisValue)budget.StateKey)];
        if (gone.Length > 0)
        {
            await redis.GetDatabase().HashDeleteAsync(BudgetKeys.Directory, gone).WaitAsync(options.Value.RedisTimeout, time);
        }

        return [.. read.OfType<BudgetStatus>()];
    }

    /// <returns>Null for an account that does not exist.</returns>
    private async Task<IReadOnlyList<BudgetStatus?>> ReadAsync(IReadOnlyList<Budget> budgets)
    {
        var database = redis.GetDatabase();
        var read = await Task.WhenAll(budgets.Select(budget => database.HashGetAllAsync(BudgetKeys.Account(budget))))
            .WaitAsync(options.Value.RedisTimeout, time);
        var now = clock.Now;
        return [.. budgets.Select((budget, i) => read[i].Length == 0 ? null : new BudgetStatus(Slots(read[i]).Look(budget, now, needed: 0), now))];
    }

    private static Budget? Read(RedisValue entry) =>
        JsonSerializer.Deserialize<DirectoryEntry>((ReadOnlySpan<byte>)(byte[]?)entry, GatewayJson.Tolerant) is { } read ? Budget.Of(read.Source, read.Holder) : null;

    private static AccountSlots Slots(HashEntry[] fields)
    {
        var slots = new AccountSlots();
        foreach (var field in fields)
        {
            var name = field.Name.ToString();
            if (name.Length < 2 || !long.TryParse(name.AsSpan(1), out var slot))
            {
                continue;
            }

            var amount = name[0] is 's' or 'h' or 'o' ? (long)field.Value : 0;
            slots.Add(slot, new SlotSums(name[0] == 's' ? amount : 0, name[0] == 'h' ? amount : 0, name[0] == 'o' ? amount : 0));
        }

        return slots;
    }

    private sealed record DirectoryEntry(PolicyBudget Source, string Holder);
}
