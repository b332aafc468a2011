using System.Data.Common;
using System.Net.Sockets;
using System.Reflection;
using Npgsql;

namespace FourRunr.Storage;

/// <summary>Cluster storage: one schema per service in a shared Postgres.</summary>
public sealed class PostgresDatabase : Database
{
    /// <summary>
    /// A caller is told 503 within one second when the server does not answer, unless the connection string has a <c>Timeout</c>,
    /// which is in seconds.
    /// </summary>
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromMilliseconds(900);

    private readonly NpgsqlDataSource _dataSource;
    private readonly string _connectionString;
    private readonly string _schema;
    private readonly TimeSpan _openTimeout;

    public PostgresDatabase(string connectionString, string schema)
    {
        SqlTypes.Register();
        _schema = schema;
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = schema,
            // A statement cut off by its time limit must not wait for the server to agree.
            CancellationTimeout = -1,
            IncludeErrorDetail = false,
        };
        _connectionString = builder.ConnectionString;
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!given.ContainsKey("Command Timeout"))
        {
            builder.CommandTimeout = 1;
        }

        _openTimeout = given.ContainsKey("Timeout") && builder.Timeout > 0 ? TimeSpan.FromSeconds(builder.Timeout) : OpenTimeout;

        builder.ApplicationName ??= $"4runr-{schema}";
        _dataSource = new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
    }

    public override SqlDialect Dialect => SqlDialect.Postgres;

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await query(connection);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            throw new StorageUnavailableException(exception);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var result = await work(transaction);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            throw new StorageUnavailableException(exception);
        }
    }

    public override void Migrate(Assembly scripts) => Migrations.ApplyToPostgres(_connectionString, _schema, scripts);

    public override ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_openTimeout);
        try
        {
            return await _dataSource.OpenConnectionAsync(deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException(exception);
        }
    }

    private static bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("57P", StringComparison.Ordinal)      // shutdown, starting
            || state.StartsWith("08", StringComparison.Ordinal)                                             // connection
            || state.StartsWith("53", StringComparison.Ordinal),                                            // out of resources
        NpgsqlException => true,
        SocketException or TimeoutException => true,
        _ => false,
    };
}
