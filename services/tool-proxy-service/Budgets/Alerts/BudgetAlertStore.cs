namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>The table <c>budget_alerts</c>.</summary>
internal sealed class BudgetAlertStore(Database database)
{
    /// <returns>False if it was there already.</returns>
    public async Task<bool> AddAsync(BudgetAlert alert, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO budget_alerts (alert_id, body, created_at, attempts, next_attempt_at)
            VALUES (@AlertId, @Body, @CreatedAt, @Attempts, @NextAttemptAt)
            ON CONFLICT (alert_id) DO NOTHING
            """;
        return await database.ExecuteAsync(sql, alert, cancellationToken) == 1;
    }

    /// <summary>The oldest that are due.</summary>
    public Task<IReadOnlyList<BudgetAlert>> ListDueAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT alert_id, body, created_at, attempts, next_attempt_at FROM budget_alerts
            WHERE next_attempt_at <= @now ORDER BY next_attempt_at LIMIT @most
            """;
        return database.QueryAsync<BudgetAlert>(sql, new { now, most }, cancellationToken);
    }

    /// <summary>Puts off the next try, so that no other replica makes it too.</summary>
    /// <returns>False if another replica was faster.</returns>
    public async Task<bool> ClaimAsync(BudgetAlert alert, DateTimeOffset next, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE budget_alerts SET next_attempt_at = @next, attempts = attempts + 1
            WHERE alert_id = @AlertId AND attempts = @Attempts AND next_attempt_at = @NextAttemptAt
            """;
        return await database.ExecuteAsync(sql, new { next, alert.AlertId, alert.Attempts, alert.NextAttemptAt }, cancellationToken) == 1;
    }

    /// <summary>It was taken, or is given up.</summary>
    public Task EndAsync(string alertId, CancellationToken cancellationToken) =>
        database.ExecuteAsync("UPDATE budget_alerts SET next_attempt_at = NULL WHERE alert_id = @alertId", new { alertId }, cancellationToken);

    public Task CleanAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        database.ExecuteAsync("DELETE FROM budget_alerts WHERE created_at < @before", new { before }, cancellationToken);
}
