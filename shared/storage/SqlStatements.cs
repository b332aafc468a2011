using System.Data.Common;
using Dapper;

namespace FourRunr.Storage;

/// <summary>
/// Statements in a transaction that the caller holds; those with a use of the database to themselves are methods of <see cref="Database"/>.
/// <c>values</c> has a member for every <c>@name</c> of the statement, and is null for a statement without any. A list of such
/// objects executes the statement once for each.
/// </summary>
public static class SqlStatements
{
    extension(DbTransaction transaction)
    {
        /// <returns>The number of rows that were changed.</returns>
        public Task<int> ExecuteAsync(string sql, object? values, CancellationToken cancellationToken) =>
            transaction.Connection!.ExecuteAsync(Command(sql, values, transaction, cancellationToken));

        public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values, CancellationToken cancellationToken) =>
            ListAsync<T>(transaction.Connection!, Command(sql, values, transaction, cancellationToken));

        public Task<T> QuerySingleAsync<T>(string sql, object? values, CancellationToken cancellationToken) =>
            transaction.Connection!.QuerySingleAsync<T>(Command(sql, values, transaction, cancellationToken));

        /// <returns>The default of the type when there is no row.</returns>
        public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? values, CancellationToken cancellationToken) =>
            transaction.Connection!.QuerySingleOrDefaultAsync<T>(Command(sql, values, transaction, cancellationToken));
    }

    internal static async Task<IReadOnlyList<T>> ListAsync<T>(DbConnection connection, CommandDefinition command) =>
        (await connection.QueryAsync<T>(command)).AsList();

    internal static CommandDefinition Command(string sql, object? values, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, values, transaction, cancellationToken: cancellationToken);
}
