namespace FourRunr.ToolProxy.Idempotency;

/// <summary>The table <c>idempotent_calls</c>. Every change is one transaction, durable before it returns.</summary>
internal sealed class IdempotencyStore(Database database)
{
    private const int BatchSize = 1000;

    /// <summary>
    /// Takes the key if it is free or expired, or if a call without side effects abandoned it.
    /// Takes no cancellation: an unknown claim would block its key.
    /// </summary>
    /// <returns>Whether the key was claimed; if not, the row of the other claim, or null where the condition does not hold.</returns>
    public Task<(bool IsGranted, IdempotencyRow? Other)> ClaimAsync(IdempotencyRow claim, IClaimCondition? condition, DateTimeOffset now) =>
        database.WriteAsync(async transaction =>
        {
            // The row stays locked until the end of the transaction, so that the row that is read is the one that refused.
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
            var before = condition is null
                ? null
                : await transaction.QuerySingleOrDefaultAsync<IdempotencyRow>(Read, new { claim.Scope }, CancellationToken.None);
            if (await transaction.ExecuteAsync(Take, values, CancellationToken.None) == 0)
            {
                return (false, await transaction.QuerySingleAsync<IdempotencyRow>(Read, new { claim.Scope }, CancellationToken.None));
            }

            if (condition is null || await condition.TakeAsync(transaction, isTakeover: before is not null, now))
            {
                return (true, (IdempotencyRow?)null);
            }

            // What was replaced was expired or abandoned, so nothing is lost.
            await transaction.ExecuteAsync("DELETE FROM idempotent_calls WHERE scope = @Scope", new { claim.Scope }, CancellationToken.None);
            return (false, null);
        }, CancellationToken.None);

    /// <summary>Stores the end of the claim, unless another claim has replaced it.</summary>
    public Task EndAsync(IdempotencyHandle claim, string state, byte[]? answer)
    {
        const string Sql = """
            UPDATE idempotent_calls SET state = @state, answer = @answer
            WHERE scope = @Scope AND owner = @Owner AND state = @Held
            """;
        return WriteAsync(Sql, new { claim.Scope, claim.Owner, state, answer, IdempotencyRow.Held });
    }

    /// <summary>Deletes the claim, unless another claim has replaced it, and gives back what it had taken.</summary>
    public Task ForgetAsync(IdempotencyHandle claim)
    {
        const string Sql = "DELETE FROM idempotent_calls WHERE scope = @Scope AND owner = @Owner AND state = @Held";
        var values = new { claim.Scope, claim.Owner, IdempotencyRow.Held };
        return claim.Condition is not { } condition ? WriteAsync(Sql, values) : database.WriteAsync(async transaction =>
        {
            var deleted = await transaction.ExecuteAsync(Sql, values, CancellationToken.None);
            if (deleted == 1)
            {
                await condition.GiveBackAsync(transaction);
            }

            return deleted;
        }, CancellationToken.None);
    }

    /// <summary>Deletes expired keys in batches, so that no claim waits long.</summary>
    public async Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The outer condition is checked again for a row that was claimed meanwhile; the inner one is not.
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
