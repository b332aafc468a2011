namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>Removes many rows a few at a time, so that writers do not wait long.</summary>
internal static class RowBatches
{
    /// <param name="condition">SQL about the table's columns, with <paramref name="values"/>.</param>
    /// <returns>The number of removed rows.</returns>
    public static async Task<int> DeleteAsync(Database database, string table, string condition, object values, CancellationToken cancellationToken)
    {
        var row = database.Dialect == SqlDialect.Postgres ? "ctid" : "rowid";
        var sql = $"DELETE FROM {table} WHERE {row} IN (SELECT {row} FROM {table} WHERE {condition} LIMIT 1000)";
        var (all, some) = (0, 0);
        do
        {
            some = await database.ExecuteAsync(sql, values, cancellationToken, isPatient: true);
            all += some;
        }
        while (some > 0);
        return all;
    }
}
