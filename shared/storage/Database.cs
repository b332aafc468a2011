using System.Data.Common;
using Dapper;

namespace FourRunr.Storage;

/// <summary>
/// A service's own storage. Two implementations: <see cref="SqliteDatabase"/> (one machine) and
/// <see cref="PostgresDatabase"/> (cluster). SQL is portable; what differs is in <see cref="SqlDialect"/>.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    static Database() => SqlTypes.Register();

    public abstract SqlDialect Dialect { get; }

    /// <summary>Runs queries on a connection of its own, outside any transaction.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be reached or did not answer in time.</exception>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken);

    /// <summary>
    /// Runs statements in one transaction and returns after it is durable. The work may run on another thread
    /// and, when it throws, leaves nothing behind.
    /// </summary>
    /// <param name="isPatient">For long work, in the background or of an operator: it may take longer than a caller would wait.</param>
    /// <exception cref="StorageUnavailableException">
    /// The database cannot be reached or did not answer in time. If this happens during the commit, the transaction may still have succeeded.
    /// </exception>
    public abstract Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken, bool isPatient = false);

    /// <summary>One statement in a transaction of its own, durable when this returns. As <see cref="SqlStatements"/> has it.</summary>
    /// <param name="isPatient">See <see cref="WriteAsync"/>.</param>
    /// <returns>The number of rows that were changed.</returns>
    /// <exception cref="StorageUnavailableException">As of <see cref="WriteAsync"/>.</exception>
    public Task<int> ExecuteAsync(string sql, object? values, CancellationToken cancellationToken, bool isPatient = false) =>
        WriteAsync(transaction => transaction.ExecuteAsync(sql, values, cancellationToken), cancellationToken, isPatient);

    /// <summary>One query outside any transaction.</summary>
    /// <exception cref="StorageUnavailableException">As of <see cref="ReadAsync"/>.</exception>
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values, CancellationToken cancellationToken) =>
        ReadAsync(
            connection => SqlStatements.ListAsync<T>(connection, SqlStatements.Command(sql, values, transaction: null, cancellationToken)),
            cancellationToken);

    /// <summary>One query outside any transaction, for at most one row.</summary>
    /// <returns>The default of the type when there is no row.</returns>
    /// <exception cref="StorageUnavailableException">As of <see cref="ReadAsync"/>.</exception>
    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? values, CancellationToken cancellationToken) =>
        ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<T>(SqlStatements.Command(sql, values, transaction: null, cancellationToken)),
            cancellationToken);

    /// <summary>Applies the embedded migrations that are still missing; safe to call from many replicas at once.</summary>
    public abstract void Migrate(System.Reflection.Assembly scripts);

    public abstract ValueTask DisposeAsync();

    /// <summary>The cheapest check that the database answers.</summary>
    public Task PingAsync(CancellationToken cancellationToken) =>
        ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            return await command.ExecuteScalarAsync(cancellationToken);
        }, cancellationToken);

    /// <summary>Checks that the database takes writes; writes nothing.</summary>
    /// <exception cref="StorageUnavailableException">It does not answer, or is read-only.</exception>
    public Task CheckWritableAsync(CancellationToken cancellationToken) =>
        WriteAsync(async transaction =>
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Dialect.IsReadOnly;
            return await command.ExecuteScalarAsync(cancellationToken) is not (true or 1L)
                ? true
                : throw new StorageUnavailableException(new InvalidOperationException("The database is read-only."));
        }, cancellationToken);
}
