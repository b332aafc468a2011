using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>The quotas of a decision, as the limiter takes them.</summary>
internal static class DecidedQuotas
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static IReadOnlyList<Quota> Of(DecisionResponse decision)
    {
        if (decision.Quotas is not { Count: > 0 } specs)
        {
            return [];
        }

        var quotas = new Quota[specs.Count];
        for (var i = 0; i < quotas.Length; i++)
        {
            quotas[i] = specs[i] switch
            {
                { Scope.Length: > 0, Limit: >= 1, Window: var text } spec
                    when GatewayDuration.TryParse(text, out var window) && window >= TimeSpan.FromSeconds(1) && window <= Longest =>
                        new Quota(spec.Scope, spec.Limit, window, spec.Strategy),
                // A quota that cannot be read must not become no quota.
                _ => throw new DependencyUnavailableException(DependencyModule.PolicyService),
            };
        }

        return quotas;
    }
}
