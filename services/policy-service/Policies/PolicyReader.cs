using FourRunr.Storage;

namespace FourRunr.Policy.Policies;

/// <summary>Reads policies and their history for operators. Pages go from the newest to the oldest.</summary>
internal sealed class PolicyReader(Database database)
{
    public Task<PolicyRow?> FindAsync(string policyId, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by
            FROM policies
            WHERE policy_id = @policyId
            """;
        return database.QuerySingleOrDefaultAsync<PolicyRow>(sql, new { policyId }, cancellationToken);
    }

    /// <param name="after">Id of the last policy of the page before; ids sort by creation.</param>
    public Task<IReadOnlyList<PolicyRow>> ListAsync(
        string? role, string? agentId, string? after, int count, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by
            FROM policies
            WHERE (@role IS NULL OR role = @role)
              AND (@agentId IS NULL OR agent_id = @agentId)
              AND (@after IS NULL OR policy_id < @after)
            ORDER BY policy_id DESC
            LIMIT @count
            """;
        return database.QueryAsync<PolicyRow>(sql, new { role, agentId, after, count }, cancellationToken);
    }

    /// <summary>The policies that are bound to any of these agents or roles.</summary>
    public async Task<IReadOnlyList<PolicyRow>> ListOfAsync(string[] agentIds, string[] roles, CancellationToken cancellationToken)
    {
        var ofAgents = $"""
            SELECT policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by
            FROM policies
            WHERE {database.Dialect.IsAmong("agent_id", "@agentIds")}
            """;
        var ofRoles = $"""
            SELECT policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by
            FROM policies
            WHERE {database.Dialect.IsAmong("role", "@roles")}
            """;
        return
        [
            .. agentIds.Length == 0 ? [] : await database.QueryAsync<PolicyRow>(ofAgents, new { agentIds }, cancellationToken),
            .. roles.Length == 0 ? [] : await database.QueryAsync<PolicyRow>(ofRoles, new { roles }, cancellationToken),
        ];
    }

    /// <param name="before">Last version of the page before.</param>
    public Task<IReadOnlyList<PolicyVersionRow>> ListVersionsAsync(
        string policyId, int? before, int count, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT policy_id, version, change, name, agent_id, role, mode, spec, made_at, made_by
            FROM policy_versions
            WHERE policy_id = @policyId
              AND (@before IS NULL OR version < @before)
            ORDER BY version DESC
            LIMIT @count
            """;
        return database.QueryAsync<PolicyVersionRow>(sql, new { policyId, before, count }, cancellationToken);
    }
}
