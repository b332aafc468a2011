using FourRunr.Storage;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>The table <c>idempotent_calls</c>. Every change is one transaction, durable before it returns.</summary>
internal sealed class IdempotencyStore(Database database)
{
    private const int BatchSize = 1000;

    /// <summary>
    /// Takes the key if nobody has it, if its time is over, or if a call without side effects died with it.
    /// Takes no cancellation: a claim that nobody knows of would block its key.
    /// </summary>
    /// <returns>Null if the key was taken; else the row of who has it.</returns>
    public Task<IdempotencyRow?> ClaimAsync(IdempotencyRow claim, DateTimeOffset now) =>
        database.WriteAsync(async transaction =>
        {
            // The row stays locked to the end of the transaction even when it is not taken over: what is read is what refused.
            const string Take = """
                INSERT INTO idempotent_calls (scope, body, owner, state, side_effects, lease_ends_at, expires_at, answer)
                VALUES (@Scope, @Body, @Owner, @State, @SideEffects, @LeaseEndsAt, @ExpiresAt, NULL)
                ON CONFLICT (scope) DO UPDATE
                SET body = excluded.body, owner = excluded.owner, state = excluded.state, side_effects = excluded.side_effects,
                    lease_ends_at = excluded.lease_ends_at, expires_at = excluded.expires_at, answer = NULL
                WHERE idempotent_calls.expires_at <= @now
                   OR (idempotent_calls.state = @State AND NOT idempotent_calls.side_effects
                       AND idempotent_calls.lease_ends_at <= @now AND idempotent_calls.body = excluded.body)
                """;
            const string Read = """
                SELECT scope, body, owner, state, side_effects, lease_ends_at, expires_at, answer
                FROM idempotent_calls WHERE scope = @Scope
                """;
            var values = new
            {
                claim.Scope,
                claim.Body,
                claim.Owner,
                claim.State,
                claim.SideEffects,
                claim.LeaseEndsAt,
                claim.ExpiresAt,
                now,
            };
            var taken = await transaction.ExecuteAsync(Take, values, CancellationToken.None);
            return taken > 0
                ? null
                : await transaction.QuerySingleAsync<IdempotencyRow>(Read, new { claim.Scope }, CancellationToken.None);
        }, CancellationToken.None);

    /// <summary>Ends the claim with what is known of it, unless another one has its place by now.</summary>
    public Task EndAsync(IdempotencyHandle claim, string state, byte[]? answer)
    {
        const string Sql = """
            UPDATE idempotent_calls SET state = @state, answer = @answer
            WHERE scope = @Scope AND owner = @Owner AND state = @Held
            """;
        return WriteAsync(Sql, new { claim.Scope, claim.Owner, state, answer, IdempotencyRow.Held });
    }

    /// <summary>Ends the claim without a trace, unless another one has its place by now.</summary>
    public Task ForgetAsync(IdempotencyHandle claim)
    {
        const string Sql = "DELETE FROM idempotent_calls WHERE scope = @Scope AND owner = @Owner AND state = @Held";
        return WriteAsync(Sql, new { claim.Scope, claim.Owner, IdempotencyRow.Held });
    }

    /// <summary>Deletes what is over, a batch at a time so that no claim waits for it.</summary>
    public async Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The outer condition is asked again of a row that was claimed anew meanwhile; the inner one is not.
        const string Sql = """
            DELETE FROM idempotent_calls
            WHERE expires_at <= @now
              AND scope IN (SELECT scope FROM idempotent_calls WHERE expires_at <= @now ORDER BY expires_at LIMIT @BatchSize)
            """;
        while (await database.ExecuteAsync(Sql, new { now, BatchSize }, cancellationToken, isPatient: true) == BatchSize)
        {
        }
    }

    private Task<int> WriteAsync(string sql, object values) => database.ExecuteAsync(sql, values, CancellationToken.None);
}
