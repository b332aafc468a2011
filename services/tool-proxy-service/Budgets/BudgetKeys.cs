namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Every Redis key of this feature. The braces keep all of them in one slot of a Redis Cluster, because a call is charged to accounts of different
/// owners in one step.
/// </summary>
internal static class BudgetKeys
{
    private const string Prefix = "4runr:budget:{budgets}:";

    /// <summary>A sorted set of the ids of calls under way by deadline (Unix milliseconds).</summary>
    public const string Deadlines = $"{Prefix}deadlines";

    /// <summary>
    /// The calls of one writer that hold something, a sorted set of <c>process call-id</c> by deadline. What a process left there that did not end
    /// its calls is looked at by the next one with its journal.
    /// </summary>
    public static string Open(string writer) => $"{Prefix}open:{writer}";

    /// <summary>
    /// Thresholds that were reached and of which no alert is stored yet: a hash of <c>now spent</c> by <c>percent stretch-end account-key</c>.
    /// </summary>
    public const string Untold = $"{Prefix}untold";

    /// <summary>A hash of budgets (JSON) by account, as they were last used, for the list of accounts.</summary>
    public const string Directory = $"{Prefix}directory";

    /// <summary>
    /// The beginning of the keys of calls. A call is a hash: by key of the account <c>rebuild slot held state</c>, the state being <c>h</c> held, <c>l</c>
    /// past its deadline and so taken for spent, or <c>e</c> ended.
    /// </summary>
    public const string Calls = $"{Prefix}call:";

    /// <summary>
    /// An account: a hash with <c>g</c>, the id of the rebuild that created it; <c>b</c>, when that began; by slot <c>s…</c> what was spent, <c>h…</c>
    /// what is held, <c>o…</c> the overrun; and <c>t…</c> by percent, until when a threshold is not told again. All times are Unix milliseconds. A
    /// missing key means unknown, not zero.
    /// </summary>
    public static string Account(Budget budget) => $"{Accounts}{budget.StateKey}";

    /// <summary>The beginning of the keys of accounts; then comes <see cref="Budget.StateKey"/>.</summary>
    public const string Accounts = $"{Prefix}account:";

    public static string Call(string callId) => $"{Calls}{callId}";
}
