using System.Data.Common;

namespace FourRunr.Storage;

/// <summary>The few things that SQLite and Postgres spell differently.</summary>
/// <param name="MigrationVariables">Written in migrations as <c>$name$</c>.</param>
/// <param name="ElementsOf">A table of the texts (<c>value</c>) of a JSON array, to be joined: column.</param>
/// <param name="TextOf">A member of a JSON object that is a text: column, name.</param>
/// <param name="IsReadOnly">A query that tells, in a transaction for writing, whether the database is read-only.</param>
/// <param name="ShareRowsOf">
/// Ends a SELECT: the rows of this table (by its alias) stay as they are until the transaction ends, and one that is being changed is waited for.
/// </param>
/// <param name="IsAmong">The condition that a column has one of the values of an array parameter: column, parameter.</param>
public sealed record SqlDialect(
    string Name,
    IReadOnlyDictionary<string, string> MigrationVariables,
    Func<DbException, bool> IsUniqueViolation,
    Func<string, string> ShareRowsOf,
    Func<string, string, string> IsAmong,
    Func<string, string> ElementsOf,
    Func<string, string, string> TextOf,
    string IsReadOnly)
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;

    public static readonly SqlDialect Sqlite = new(
        "sqlite",
        new Dictionary<string, string>
        {
            ["bytes"] = "BLOB",
            ["ascii"] = "TEXT",
            ["by_call_id"] = "",
        },
        static exception => exception is Microsoft.Data.Sqlite.SqliteException
        {
            SqliteExtendedErrorCode: SqliteConstraintUnique or SqliteConstraintPrimaryKey,
        },
        // SQLite has one writer at a time, which is this one.
        static _ => "",
        // Dapper writes the list out here, and passes it as one array to Postgres.
        static (column, parameter) => $"{column} IN {parameter}",
        static column => $"json_each({column})",
        static (column, member) => $"json_extract({column}, '$.{member}')",
        // The transaction of a writer takes the lock at once, and fails if it cannot write.
        "SELECT 0");

    public static readonly SqlDialect Postgres = new(
        "postgres",
        new Dictionary<string, string>
        {
            ["bytes"] = "BYTEA",
            // Ids compare byte by byte, whatever the locale of the database.
            ["ascii"] = "TEXT COLLATE \"C\"",
            ["by_call_id"] = "PARTITION BY RANGE (call_id)",
        },
        static exception => exception.SqlState == Npgsql.PostgresErrorCodes.UniqueViolation,
        static table => $"FOR SHARE OF {table}",
        static (column, parameter) => $"{column} = ANY({parameter})",
        static column => $"LATERAL jsonb_array_elements_text({column}::jsonb)",
        static (column, member) => $"({column}::json ->> '{member}')",
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean");
}
