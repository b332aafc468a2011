using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation;

/// <summary>A budget of a policy, with the scopes of the calls that count.</summary>
internal sealed class ScopedBudget
{
    private readonly Scope[] _scopes;

    public ScopedBudget(CompiledPolicy policy, BudgetSpec budget)
    {
        Budget = new PolicyBudget(policy.PolicyId, policy.Name, policy.Version, budget);
        _scopes = [.. budget.Scopes.Select(text => Scope.TryParse(text, out var scope) ? scope! : throw new FormatException($"'{text}' is not a scope."))];
    }

    public PolicyBudget Budget { get; }

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
