using System.Data.Common;

namespace FourRunr.Policy.Policies;

/// <summary>The tables of policies and of their versions. Lists go from the newest to the oldest.</summary>
internal sealed class PolicyStore(Database database)
{
    private const string Columns = "policy_id, name, agent_id, role, tag, version, mode, spec, created_at, updated_at, updated_by";

    // Each part uses its own index, and no policy is in two of them: it has an agent, a role or a tag.
    private const string OfAgentOrRole = $"""
        SELECT {Columns} FROM policies WHERE agent_id = @agentId
        UNION ALL
        SELECT {Columns} FROM policies WHERE role = @role
        """;

    public Task<PolicyRow?> FindAsync(string policyId, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM policies WHERE policy_id = @policyId";
        return database.QuerySingleOrDefaultAsync<PolicyRow>(sql, new { policyId }, cancellationToken);
    }

    /// <param name="after">Id of the last policy of the page before; ids sort by creation.</param>
    public Task<IReadOnlyList<PolicyRow>> ListAsync(
        string? role, string? agentId, string? tag, string? after, int count, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns}
            FROM policies
            WHERE (@role IS NULL OR role = @role)
              AND (@agentId IS NULL OR agent_id = @agentId)
              AND (@tag IS NULL OR tag = @tag)
              AND (@after IS NULL OR policy_id < @after)
            ORDER BY policy_id DESC
            LIMIT @count
            """;
        return database.QueryAsync<PolicyRow>(sql, new { role, agentId, tag, after, count }, cancellationToken);
    }

    /// <summary>The policies that are bound to the agent, to its role or to one of its tags.</summary>
    public Task<IReadOnlyList<PolicyRow>> ListEffectiveAsync(
        string agentId, string? role, IReadOnlyList<string> tags, CancellationToken cancellationToken) => tags.Count == 0
        ? database.QueryAsync<PolicyRow>(OfAgentOrRole, new { agentId, role }, cancellationToken)
        : database.QueryAsync<PolicyRow>(EffectiveSql(database.Dialect), new { agentId, role, tags = tags.ToArray() }, cancellationToken);

    internal static string EffectiveSql(SqlDialect dialect) => $"""
        {OfAgentOrRole}
        UNION ALL
        SELECT {Columns} FROM policies WHERE {dialect.IsAmong("tag", "@tags")}
        """;

    /// <summary>The policies that are bound to any of these agents, roles or tags.</summary>
    public async Task<IReadOnlyList<PolicyRow>> ListEffectiveAsync(
        string[] agentIds, string[] roles, string[] tags, CancellationToken cancellationToken)
    {
        var ofTags = $"SELECT {Columns} FROM policies WHERE {database.Dialect.IsAmong("tag", "@tags")}";
        var ofAgents = $"SELECT {Columns} FROM policies WHERE {database.Dialect.IsAmong("agent_id", "@agentIds")}";
        var ofRoles = $"SELECT {Columns} FROM policies WHERE {database.Dialect.IsAmong("role", "@roles")}";
        return
        [
            .. agentIds.Length == 0 ? [] : await database.QueryAsync<PolicyRow>(ofAgents, new { agentIds }, cancellationToken),
            .. roles.Length == 0 ? [] : await database.QueryAsync<PolicyRow>(ofRoles, new { roles }, cancellationToken),
            .. tags.Length == 0 ? [] : await database.QueryAsync<PolicyRow>(ofTags, new { tags }, cancellationToken),
        ];
    }

    /// <param name="before">Last version of the page before.</param>
    public Task<IReadOnlyList<PolicyVersionRow>> ListVersionsAsync(
        string policyId, int? before, int count, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT policy_id, version, change, name, agent_id, role, tag, mode, spec, made_at, made_by
            FROM policy_versions
            WHERE policy_id = @policyId
              AND (@before IS NULL OR version < @before)
            ORDER BY version DESC
            LIMIT @count
            """;
        return database.QueryAsync<PolicyVersionRow>(sql, new { policyId, before, count }, cancellationToken);
    }

    public static Task<string?> FindSpecAsync(DbTransaction transaction, string policyId, int version, CancellationToken cancellationToken)
    {
        const string sql = "SELECT spec FROM policy_versions WHERE policy_id = @policyId AND version = @version";
        return transaction.QuerySingleOrDefaultAsync<string>(sql, new { policyId, version }, cancellationToken);
    }

    /// <summary>Reads a policy and locks it against other changes until the transaction ends.</summary>
    public static Task<PolicyRow?> LockAsync(DbTransaction transaction, string policyId, CancellationToken cancellationToken)
    {
        const string sql = $"UPDATE policies SET version = version WHERE policy_id = @policyId RETURNING {Columns}";
        return transaction.QuerySingleOrDefaultAsync<PolicyRow>(sql, new { policyId }, cancellationToken);
    }

    /// <summary>Lets only one set of policies be applied at a time, until the transaction ends.</summary>
    public static Task LockApplyAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE policy_marks SET mark = mark WHERE mark = @mark";
        return transaction.ExecuteAsync(sql, new { mark = "apply" }, cancellationToken);
    }

    /// <summary>Reads and locks the policies with these names and, to prune, all whose name begins with the prefix.</summary>
    public static Task<IReadOnlyList<PolicyRow>> LockSetAsync(
        DbTransaction transaction, SqlDialect dialect, string[] names, bool prune, string prefix, CancellationToken cancellationToken)
    {
        var sql = $"""
            UPDATE policies
            SET version = version
            WHERE {dialect.IsAmong("name", "@names")} OR (@prune AND substr(name, 1, length(@prefix)) = @prefix)
            RETURNING {Columns}
            """;
        return transaction.QueryAsync<PolicyRow>(sql, new { names, prune, prefix }, cancellationToken);
    }

    /// <summary>Marks the default policies as stored. A replica that starts at the same time waits for the transaction to end.</summary>
    /// <returns>False when they were stored before.</returns>
    public static async Task<bool> TryMarkDefaultsAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        const string sql = "INSERT INTO policy_marks (mark) VALUES ('defaults') ON CONFLICT DO NOTHING";
        return await transaction.ExecuteAsync(sql, values: null, cancellationToken) == 1;
    }

    public static async Task AddAsync(DbTransaction transaction, PolicyRow policy, CancellationToken cancellationToken)
    {
        const string sql = $"""
            INSERT INTO policies ({Columns})
            VALUES (@PolicyId, @Name, @AgentId, @Role, @Tag, @Version, @Mode, @Spec, @CreatedAt, @UpdatedAt, @UpdatedBy)
            """;
        await transaction.ExecuteAsync(sql, policy, cancellationToken);
        await RecordAsync(transaction, policy, PolicyChangeKind.Created, cancellationToken);
    }

    public static async Task UpdateAsync(
        DbTransaction transaction, PolicyRow policy, PolicyChangeKind change, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE policies
            SET name = @Name, agent_id = @AgentId, role = @Role, tag = @Tag, version = @Version, mode = @Mode, spec = @Spec,
                updated_at = @UpdatedAt, updated_by = @UpdatedBy
            WHERE policy_id = @PolicyId
            """;
        await transaction.ExecuteAsync(sql, policy, cancellationToken);
        await RecordAsync(transaction, policy, change, cancellationToken);
    }

    /// <param name="policy">The last version, which says who deleted the policy.</param>
    public static async Task DeleteAsync(DbTransaction transaction, PolicyRow policy, CancellationToken cancellationToken)
    {
        const string sql = "DELETE FROM policies WHERE policy_id = @PolicyId";
        await transaction.ExecuteAsync(sql, policy, cancellationToken);
        await RecordAsync(transaction, policy, PolicyChangeKind.Deleted, cancellationToken);
    }

    private static Task<int> RecordAsync(
        DbTransaction transaction, PolicyRow policy, PolicyChangeKind change, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO policy_versions (policy_id, version, change, name, agent_id, role, tag, mode, spec, made_at, made_by)
            VALUES (@PolicyId, @Version, @change, @Name, @AgentId, @Role, @Tag, @Mode, @Spec, @UpdatedAt, @UpdatedBy)
            """;
        var version = new
        {
            policy.PolicyId,
            policy.Version,
            change = change.ToString(),
            policy.Name,
            policy.AgentId,
            policy.Role,
            policy.Tag,
            policy.Mode,
            policy.Spec,
            policy.UpdatedAt,
            policy.UpdatedBy,
        };
        return transaction.ExecuteAsync(sql, version, cancellationToken);
    }
}
