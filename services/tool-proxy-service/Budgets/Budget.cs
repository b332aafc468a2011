using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>A budget of a policy as it applies to one agent: the account that its calls are charged to, and the rules of that account.</summary>
internal sealed class Budget
{
    /// <summary>Lua counts in doubles: exact up to here.</summary>
    public const long MostExact = (1L << 53) - 1;

    private const int MicrousdDecimals = 6;
    private const long MostUsd = 1_000_000_000;

    private readonly string[] _scopes;

    private Budget(PolicyBudget source, string holder, long limit, BudgetWindow window)
    {
        var spec = source.Budget;
        Account = $"{source.PolicyId}/{spec.Name}/{holder}";
        Source = source;
        Holder = holder;
        Limit = limit;
        Window = window;
        StateKey = $"{Account}|{(spec.Unit == BudgetUnit.Usd ? "usd" : "tokens")}|{window.Shape}";
        Thresholds = [.. spec.Alerts.Distinct().Order().Select(percent => new AlertThreshold(percent, (long)(((Int128)limit * percent + 99) / 100)))];
        _scopes = [.. spec.Scopes];
    }

    /// <summary>
    /// <c>pol_…/NAME/HOLDER</c>: what records name. The limit, window and unit are not part of it.
    /// </summary>
    public string Account { get; }

    /// <summary>Names the state of the account: another unit or window is another state, rebuilt from the records.</summary>
    public string StateKey { get; }

    public PolicyBudget Source { get; }

    /// <summary><c>agent:ID</c>, <c>role:NAME</c>, <c>tag:NAME</c> or <c>all</c>.</summary>
    public string Holder { get; }

    public string Name => Source.Budget.Name;

    public BudgetUnit Unit => Source.Budget.Unit;

    public BudgetShortage OnShortage => Source.Budget.OnShortage;

    /// <summary>Millionths of a dollar, or tokens; at least 0.</summary>
    public long Limit { get; }

    public BudgetWindow Window { get; }

    /// <summary>Ascending.</summary>
    public IReadOnlyList<AlertThreshold> Thresholds { get; }

    /// <returns>Null if the agent does not share the account: the budget is for a tag that it does not have.</returns>
    /// <exception cref="DependencyUnavailableException">The budget cannot be read; it must not become no budget.</exception>
    public static Budget? Compile(PolicyBudget source, string agentId, string role, IReadOnlyList<string> tags)
    {
        var holder = source.Budget.Per switch
        {
            "agent" => $"agent:{agentId}",
            "role" => $"role:{role}",
            "all" => "all",
            ['t', 'a', 'g', ':', _, ..] tag => tag,
            _ => throw Unreadable(),
        };
        var budget = Of(source, holder);
        return holder.StartsWith("tag:", StringComparison.Ordinal) && !tags.Contains(holder["tag:".Length..]) ? null : budget;
    }

    /// <exception cref="DependencyUnavailableException">The budget cannot be read.</exception>
    public static Budget Of(PolicyBudget source, string holder) =>
        source.Budget is { Name.Length: > 0, Scopes.Count: > 0 } spec
        && spec.Alerts.All(percent => percent is >= 1 and <= 100)
        && TryReadLimit(spec, out var limit)
        && BudgetWindow.TryRead(spec.Window) is { } window
            ? new Budget(source, holder, limit, window)
            : throw Unreadable();

    /// <summary>Whether one of its scopes matches.</summary>
    public bool Counts(string tool, string action)
    {
        foreach (var scope in _scopes)
        {
            if (Matches(scope, tool, action))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A whole number of the unit as the API shows it: dollars as a decimal without needless zeros, tokens as they are.</summary>
    public string Format(long amount) =>
        (Unit == BudgetUnit.Usd ? amount / 1_000_000m : amount).ToString("0.######", CultureInfo.InvariantCulture);

    private static bool Matches(string scope, string tool, string action)
    {
        if (scope == "*")
        {
            return true;
        }

        return scope.Length > tool.Length && scope[tool.Length] == ':' && scope.StartsWith(tool, StringComparison.Ordinal)
            && scope.AsSpan(tool.Length + 1) is var rest && (rest is "*" || rest.SequenceEqual(action));
    }

    private static bool TryReadLimit(BudgetSpec spec, out long limit)
    {
        limit = 0;
        if (spec.Unit == BudgetUnit.Tokens)
        {
            return long.TryParse(spec.Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit <= MostExact;
        }

        if (!decimal.TryParse(spec.Limit, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars)
            || dollars > MostUsd || decimal.Round(dollars, MicrousdDecimals) != dollars)
        {
            return false;
        }

        limit = (long)(dollars * 1_000_000m);
        return true;
    }

    private static DependencyUnavailableException Unreadable() => new(DependencyModule.PolicyService);
}

/// <param name="Percent">1 to 100.</param>
/// <param name="Amount">The smallest amount that reaches it.</param>
internal readonly record struct AlertThreshold(int Percent, long Amount);
