namespace FourRunr.PolicyEvaluation;

/// <summary>A budget of a policy, with the scopes of the calls that count.</summary>
internal sealed class ScopedBudget
{
    private const string TagPrefix = "tag:";

    private readonly Scope[] _scopes;
    private readonly string? _tag;

    public ScopedBudget(CompiledPolicy policy, BudgetSpec budget)
    {
        Budget = new PolicyBudget(policy.PolicyId, policy.Name, policy.Version, budget);
        _tag = budget.Per.StartsWith(TagPrefix, StringComparison.Ordinal) ? budget.Per[TagPrefix.Length..] : null;
        _scopes = [.. budget.Scopes.Select(Scope.Parse)];
    }

    public PolicyBudget Budget { get; }

    /// <summary>Whether it is a budget of an agent with these tags.</summary>
    public bool Counts(IReadOnlyCollection<string> tags) => _tag is null || tags.Contains(_tag);

    public bool Covers(string tool, string action)
    {
        foreach (var scope in _scopes)
        {
            if (scope.Covers(tool, action))
            {
                return true;
            }
        }

        return false;
    }
}
