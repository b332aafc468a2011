using System.Data.Common;

namespace FourRunr.Auth.SignIn;

/// <summary>The table of requests for consent and of codes. Only hashes of their secrets are stored.</summary>
internal sealed class AuthorizationStore(Database database, ChangeOutbox changes)
{
    public static readonly TimeSpan TimeToConsent = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    private const string Columns =
        "operator_id, operator_name, client_id, client_name, redirect_uri, code_challenge, state, scope, resource, expires_at, agent_id, used_at, family_id";

    public Task AddAsync(
        byte[] consentHash, ChangeOperator asking, string clientName, AuthorizationRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO authorizations
                (consent_hash, operator_id, operator_name, client_id, client_name, redirect_uri, code_challenge, state, scope, resource, expires_at)
            VALUES
                (@consentHash, @OperatorId, @Name, @ClientId, @clientName, @RedirectUri, @CodeChallenge, @State, @Scope, @Resource, @expiresAt)
            """;
        var row = new
        {
            consentHash,
            asking.OperatorId,
            asking.Name,
            request.ClientId,
            clientName,
            request.RedirectUri,
            request.CodeChallenge,
            request.State,
            request.Scope,
            request.Resource,
            expiresAt = now + TimeToConsent,
        };
        return database.ExecuteAsync(sql, row, cancellationToken);
    }

    /// <summary>What waits for a decision of an operator whose key is still good.</summary>
    public Task<AuthorizationRow?> FindUndecidedAsync(byte[] consentHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns} FROM authorizations
            WHERE consent_hash = @consentHash AND decided_at IS NULL AND expires_at > @now
              AND operator_id NOT IN (SELECT revoked.operator_id FROM operators AS revoked WHERE revoked.revoked_at IS NOT NULL)
            """;
        return database.QuerySingleOrDefaultAsync<AuthorizationRow>(sql, new { consentHash, now }, cancellationToken);
    }

    /// <returns>False when it was decided before, or it is too late.</returns>
    public async Task<bool> DenyAsync(byte[] consentHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE authorizations SET decided_at = @now
            WHERE consent_hash = @consentHash AND decided_at IS NULL AND expires_at > @now
            """;
        return await database.ExecuteAsync(sql, new { consentHash, now }, cancellationToken) == 1;
    }

    /// <param name="change">What is put on record in the same transaction.</param>
    /// <inheritdoc cref="DenyAsync"/>
    public Task<bool> AllowAsync(
        byte[] consentHash, string agentId, byte[] codeHash, DateTimeOffset now, Actor actor, Change change, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE authorizations SET decided_at = @now, agent_id = @agentId, code_hash = @codeHash, expires_at = @expiresAt
            WHERE consent_hash = @consentHash AND decided_at IS NULL AND expires_at > @now
            """;
        var row = new { consentHash, agentId, codeHash, now, expiresAt = now + CodeLife };
        return database.WriteAsync(
            async transaction =>
            {
                if (await transaction.ExecuteAsync(sql, row, cancellationToken) == 0)
                {
                    return false;
                }

                await changes.AddAsync(transaction, actor, change, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    public Task<AuthorizationRow?> FindByCodeAsync(byte[] codeHash, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM authorizations WHERE code_hash = @codeHash";
        return database.QuerySingleOrDefaultAsync<AuthorizationRow>(sql, new { codeHash }, cancellationToken);
    }

    /// <summary>Uses a code up. Part of the caller's transaction.</summary>
    /// <param name="familyId">The family of the tokens that it is used for; null when it is only made useless.</param>
    /// <returns>False when it was used before.</returns>
    public static async Task<bool> UseAsync(
        DbTransaction transaction, byte[] codeHash, string? familyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE authorizations SET used_at = @now, family_id = @familyId
            WHERE code_hash = @codeHash AND used_at IS NULL AND expires_at > @now
            """;
        return await transaction.ExecuteAsync(sql, new { codeHash, familyId, now }, cancellationToken) == 1;
    }

    /// <summary>Makes a code useless that was sent with something wrong: whoever sent it is not who asked for it.</summary>
    public Task BurnAsync(byte[] codeHash, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => UseAsync(transaction, codeHash, familyId: null, now, cancellationToken), cancellationToken);
}
