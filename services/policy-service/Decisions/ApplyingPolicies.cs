using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation;
using FourRunr.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace FourRunr.Policy.Decisions;

/// <summary>
/// The policies that apply to an agent, always read from storage, so that a decision is never older than its question.
/// Only the work of compiling is remembered: a version of a policy never changes, and neither does a set of versions.
/// </summary>
internal sealed class ApplyingPolicies(Database database) : IDisposable
{
    // Each half uses its own index, and no policy is in both: it has either an agent or a role.
    internal const string Sql = """
        SELECT policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by FROM policies WHERE agent_id = @agentId
        UNION ALL
        SELECT policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by FROM policies WHERE role = @role
        """;

    private const int MostCompiled = 10_000;

    private readonly MemoryCache _policies = new(new MemoryCacheOptions { SizeLimit = MostCompiled });

    // Measured in policies, so that a few agents with very many policies cannot take more room than many with few.
    private readonly MemoryCache _sets = new(new MemoryCacheOptions { SizeLimit = MostCompiled });

    /// <param name="role">Null to take only the policies that are bound to the agent.</param>
    public async Task<PolicySet> OfAsync(string agentId, string? role, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<PolicyRow>(Sql, new { agentId, role }, cancellationToken);
        return SetOf([.. rows]);
    }

    public PolicySet SetOf(IReadOnlyCollection<PolicyRow> rows)
    {
        var key = string.Join('|', rows.OrderBy(row => row.PolicyId, StringComparer.Ordinal).Select(row => $"{row.PolicyId}:{row.Version}:{row.Mode}"));
        return _sets.GetOrCreate(key, entry =>
        {
            entry.Size = rows.Count + 1;
            return PolicySet.Compile([.. rows.Select(Compiled)]);
        })!;
    }

    public CompiledPolicy Compiled(PolicyRow row) => _policies.GetOrCreate((row.PolicyId, row.Version, row.Mode), entry =>
    {
        entry.Size = 1;
        return CompiledPolicy.Compile(row.ToResponse());
    })!;

    public void Dispose()
    {
        _policies.Dispose();
        _sets.Dispose();
    }
}
