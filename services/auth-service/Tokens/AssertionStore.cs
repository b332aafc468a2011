using System.Data.Common;

namespace FourRunr.Auth.Tokens;

/// <summary>The table of client assertions that were used. It works across replicas and restarts.</summary>
internal static class AssertionStore
{
    /// <summary>Marks an assertion as used. Part of the caller's transaction.</summary>
    /// <returns>False when it was used before.</returns>
    public static async Task<bool> TryUseAsync(DbTransaction transaction, VerifiedAssertion assertion, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO assertion_ids (agent_id, jti, expires_at)
            VALUES (@AgentId, @Jti, @ExpiresAt)
            ON CONFLICT (agent_id, jti) DO NOTHING
            """;
        return await transaction.ExecuteAsync(sql, assertion, cancellationToken) == 1;
    }
}
