using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation;
using Microsoft.Extensions.Caching.Memory;

namespace FourRunr.Policy.Decisions;

/// <summary>
/// The policies that apply to an agent. They are read from the database each time, so that a decision is never older than its request. Only
/// compiled policies are cached: a version of a policy never changes, and neither does a set of versions.
/// </summary>
internal sealed class EffectivePolicies(PolicyStore store) : IDisposable
{
    private const int MostCompiled = 10_000;

    private readonly MemoryCache _policies = new(new MemoryCacheOptions { SizeLimit = MostCompiled });

    // The size of a set is its number of policies, so that a few agents with very many policies do not use more memory than many with few.
    private readonly MemoryCache _sets = new(new MemoryCacheOptions { SizeLimit = MostCompiled });

    /// <param name="role">Null to take no policy that is bound to a role.</param>
    /// <param name="tags">Null or empty to take no policy that is bound to a tag.</param>
    public async Task<PolicySet> OfAsync(string agentId, string? role, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        var rows = await store.ListEffectiveAsync(agentId, role, tags ?? [], cancellationToken);
        var versions = rows.OrderBy(row => row.PolicyId, StringComparer.Ordinal).Select(row => $"{row.PolicyId}:{row.Version}:{row.Mode}");
        var key = string.Join('|', versions);
        return _sets.GetOrCreate(key, entry =>
        {
            entry.Size = rows.Count + 1;
            return PolicySet.Compile([.. rows.Select(Compile)]);
        })!;
    }

    public void Dispose()
    {
        _policies.Dispose();
        _sets.Dispose();
    }

    private CompiledPolicy Compile(PolicyRow row) => _policies.GetOrCreate((row.PolicyId, row.Version, row.Mode), entry =>
    {
        entry.Size = 1;
        return CompiledPolicy.Compile(row.ToResponse());
    })!;
}
