using System.Data.Common;
using FourRunr.Contracts;
using FourRunr.Storage;

namespace FourRunr.Policy.Policies;

/// <summary>The statements of one change, all in its transaction.</summary>
internal sealed class PolicyTable(DbTransaction transaction, CancellationToken cancellationToken)
{
    /// <summary>Reads a policy and keeps every other change of it waiting until the transaction ends.</summary>
    public Task<PolicyRow?> LockAsync(string policyId)
    {
        const string sql = """
            UPDATE policies
            SET version = version
            WHERE policy_id = @policyId
            RETURNING policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by
            """;
        return transaction.QuerySingleOrDefaultAsync<PolicyRow>(sql, new { policyId }, cancellationToken);
    }

    /// <summary>Keeps every other set that is applied waiting until the transaction ends.</summary>
    public Task LockApplyAsync()
    {
        const string sql = "UPDATE policy_marks SET mark = mark WHERE mark = @mark";
        return ExecuteAsync(sql, new { mark = "apply" });
    }

    /// <summary>Reads and keeps the policies of these names and, to prune, all whose name begins with the prefix.</summary>
    public async Task<IReadOnlyList<PolicyRow>> LockSetAsync(SqlDialect dialect, IReadOnlyCollection<string> names, bool prune, string prefix)
    {
        var sql = $"""
            UPDATE policies
            SET version = version
            WHERE {dialect.IsAmong("name", "@names")} OR (@prune AND substr(name, 1, length(@prefix)) = @prefix)
            RETURNING policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by
            """;
        return [.. await transaction.QueryAsync<PolicyRow>(sql, new { names = names.ToArray(), prune, prefix }, cancellationToken)];
    }

    public Task InsertAsync(PolicyRow policy)
    {
        const string sql = """
            INSERT INTO policies (policy_id, name, agent_id, role, version, mode, spec, created_at, updated_at, updated_by)
            VALUES (@PolicyId, @Name, @AgentId, @Role, @Version, @Mode, @Spec, @CreatedAt, @UpdatedAt, @UpdatedBy)
            """;
        return ExecuteAsync(sql, policy);
    }

    public Task UpdateAsync(PolicyRow policy)
    {
        const string sql = """
            UPDATE policies
            SET name = @Name, agent_id = @AgentId, role = @Role, version = @Version, mode = @Mode, spec = @Spec,
                updated_at = @UpdatedAt, updated_by = @UpdatedBy
            WHERE policy_id = @PolicyId
            """;
        return ExecuteAsync(sql, policy);
    }

    public Task DeleteAsync(string policyId)
    {
        const string sql = "DELETE FROM policies WHERE policy_id = @policyId";
        return ExecuteAsync(sql, new { policyId });
    }

    /// <summary>Adds the policy as it now is to its history.</summary>
    public Task RecordAsync(PolicyRow policy, PolicyChangeKind change)
    {
        const string sql = """
            INSERT INTO policy_versions (policy_id, version, change, name, agent_id, role, mode, spec, made_at, made_by)
            VALUES (@PolicyId, @Version, @Change, @Name, @AgentId, @Role, @Mode, @Spec, @MadeAt, @MadeBy)
            """;
        return ExecuteAsync(sql, new PolicyVersionRow
        {
            PolicyId = policy.PolicyId,
            Version = policy.Version,
            Change = change.ToString(),
            Name = policy.Name,
            AgentId = policy.AgentId,
            Role = policy.Role,
            Mode = policy.Mode,
            Spec = policy.Spec,
            MadeAt = policy.UpdatedAt,
            MadeBy = policy.UpdatedBy,
        });
    }

    public Task<string?> FindSpecAsync(string policyId, int version)
    {
        const string sql = "SELECT spec FROM policy_versions WHERE policy_id = @policyId AND version = @version";
        return transaction.QuerySingleOrDefaultAsync<string>(sql, new { policyId, version }, cancellationToken);
    }

    private Task<int> ExecuteAsync(string sql, object values) => transaction.ExecuteAsync(sql, values, cancellationToken);
}
