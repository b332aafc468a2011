using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Spending;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <param name="Now">By which the windows are chosen, Unix milliseconds.</param>
internal readonly record struct BudgetRequest(
    string CallId, IReadOnlyList<Budget> Budgets, SpendAmount Hold, TimeSpan Deadline, long Now);

internal enum ReserveStatus
{
    Short = 0,
    Granted = 1,

    /// <summary>An account does not exist, or misses calls of this process.</summary>
    NotReady = 2,

    /// <summary>The request was made for a window that has ended.</summary>
    OtherWindow = 3,
    Duplicate = 4,
}

internal enum AccountReadiness
{
    Unknown = 0,
    Ready = 1,
    OtherRebuild = 2,
}

/// <param name="Crossed">Percents.</param>
internal readonly record struct ReservedAccount(
    AccountReadiness Readiness, AccountState State, long Slot, string Rebuild, IReadOnlyList<int> Crossed);

/// <summary>The reply of <c>reserve.lua</c>.</summary>
/// <param name="Now">The time that the script used, or a moment in the window that has begun; Unix milliseconds.</param>
internal sealed record ReserveReply(ReserveStatus Status, long Now, long Deadline, IReadOnlyList<ReservedAccount> Accounts)
{
    private const int Head = 4;
    private const int PerAccount = 8;

    public IReadOnlyList<BudgetCrossing> Crossings => BudgetCrossing.Of(Accounts.Select(account => (account.State, account.Crossed)), Now);

    public IReadOnlyList<AccountState> States => [.. Accounts.Select(account => account.State)];

    public static ReserveReply Of(RedisResult[] values, IReadOnlyList<Budget> budgets)
    {
        var status = (ReserveStatus)(int)values[0];
        var accounts = new ReservedAccount[status == ReserveStatus.Duplicate ? 0 : budgets.Count];
        for (var i = 0; i < accounts.Length; i++)
        {
            var at = values.AsSpan(Head + (i * PerAccount), PerAccount);
            accounts[i] = new ReservedAccount(
                (AccountReadiness)(int)at[0],
                new AccountState(budgets[i], (long)at[1], (long)at[2], (long)at[3], (long)at[4]),
                (long)at[5],
                at[6].ToString(),
                SettleReply.Percents(at[7]));
        }

        return new ReserveReply(status, (long)values[1], (long)values[3], accounts);
    }
}

/// <param name="Rebuild">Null if the account does not exist.</param>
internal readonly record struct SettledAccount(string? Rebuild, AccountState State, IReadOnlyList<int> Crossed);

/// <summary>The reply of <c>settle.lua</c>.</summary>
internal sealed record SettleReply(long Now, IReadOnlyList<SettledAccount> Accounts)
{
    private const int Head = 2;
    private const int PerAccount = 5;

    public IReadOnlyList<BudgetCrossing> Crossings => BudgetCrossing.Of(Accounts.Select(account => (account.State, account.Crossed)), Now);

    public static SettleReply Of(RedisResult[] values, IReadOnlyList<Budget> budgets)
    {
        var now = (long)values[0];
        var accounts = new SettledAccount[budgets.Count];
        for (var i = 0; i < accounts.Length; i++)
        {
            var at = values.AsSpan(Head + (i * PerAccount), PerAccount);
            accounts[i] = new SettledAccount(
                at[0].ToString() is { Length: > 0 } rebuild ? rebuild : null,
                new AccountState(budgets[i], (long)at[1], (long)at[2], (long)at[3], budgets[i].Window.StretchAt(now).End),
                Percents(at[4]));
        }

        return new SettleReply(now, accounts);
    }

    public static IReadOnlyList<int> Percents(RedisResult value) => value.ToString() is { Length: > 0 } text
        ? [.. text.Split(',').Select(percent => int.Parse(percent, CultureInfo.InvariantCulture))]
        : [];
}

/// <summary>What an account is created from.</summary>
/// <param name="Spent">By slot, what ended calls cost.</param>
/// <param name="Calls">Those that must be told apart.</param>
internal sealed record AccountSeed(
    string Rebuild, long Began, IReadOnlyDictionary<long, long> Spent, IReadOnlyList<SeededCall> Calls);

/// <param name="IsOwn">Of this process.</param>
internal readonly record struct SeededCall(string CallId, long Slot, long Amount, bool IsHeld, long Deadline, bool IsOwn);
