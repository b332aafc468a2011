using System.Data.Common;
using FourRunr.Storage;

namespace FourRunr.Auth.Tokens;

/// <summary>The single use of a client assertion. The database decides, so it holds across replicas and restarts.</summary>
/// <param name="Role">Of the agent.</param>
internal sealed record AssertionUse(string AgentId, string Role, string Jti, DateTimeOffset ExpiresAt)
{
    /// <returns>False when it was used before.</returns>
    public async Task<bool> UseUpAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO assertion_ids (agent_id, jti, expires_at)
            VALUES (@AgentId, @Jti, @ExpiresAt)
            ON CONFLICT (agent_id, jti) DO NOTHING
            """;
        return await transaction.ExecuteAsync(sql, new { AgentId, Jti, ExpiresAt }, cancellationToken) == 1;
    }
}
