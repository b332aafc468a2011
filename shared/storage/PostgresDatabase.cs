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

    /// <summary>For one use of the database, unless the connection string has a <c>Command Timeout</c>.</summary>
    private const int LimitSeconds = 1;

    /// <summary>The same for work in the background.</summary>
    private const int PatienceSeconds = 30;

    /// <summary>Statements that a connection keeps prepared, more than the services have, unless the connection string has a <c>Max Auto Prepare</c>.</summary>
    private const int MostPrepared = 64;

    /// <summary>
    /// Connections of one process, unless the connection string has a <c>Maximum Pool Size</c>. A server as it is installed takes 97 from
    /// ordinary users: enough for auth-service, policy-service, two front doors, a migration of each, and a few for people.
    /// </summary>
    public const int LargestPool = 20;

    private readonly NpgsqlDataSource _dataSource;
    private readonly string _connectionString;
    private readonly string _schema;
    private readonly TimeSpan _openTimeout;
    private readonly TimeSpan _limit;
    private readonly TimeSpan _patience;

    public PostgresDatabase(string connectionString, string schema)
    {
        _schema = schema;
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = schema,
            // A cancelled statement must not wait for the server to confirm.
            CancellationTimeout = -1,
            IncludeErrorDetail = false,
            // No session state is ever set, so there is nothing to reset.
            NoResetOnClose = true,
        };
        _connectionString = builder.ConnectionString;
        // Npgsql writes every keyword in one spelling.
        var given = new DbConnectionStringBuilder { ConnectionString = new NpgsqlConnectionStringBuilder(connectionString).ConnectionString };
        var seconds = given.ContainsKey("Command Timeout") ? builder.CommandTimeout : LimitSeconds;
        (_limit, _patience) = seconds > 0
            ? (TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(Math.Max(seconds, PatienceSeconds)))
            : (Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // The server ends statements at their limit, and WithinAsync ends the wait. Npgsql's own limit is off: it would open a connection to
        // cancel the statement and block a thread meanwhile. When the network drops all packets, it would soon block all threads.
        builder.CommandTimeout = 0;
        if (seconds > 0)
        {
            builder.Options = $"{builder.Options} -c statement_timeout={Milliseconds(_limit)}".TrimStart();
        }

        if (!given.ContainsKey("Timeout"))
        {
            // Npgsql cancels in the same way when a caller goes away; this bounds how long the thread is blocked.
            builder.Timeout = LimitSeconds;
        }

        if (!given.ContainsKey("Maximum Pool Size"))
        {
            builder.MaxPoolSize = Math.Max(LargestPool, builder.MinPoolSize);
        }

        if (!given.ContainsKey("Max Auto Prepare"))
        {
            // The server parses and plans a repeated statement only once per connection.
            builder.MaxAutoPrepare = MostPrepared;
        }

        _openTimeout = given.ContainsKey("Timeout") && builder.Timeout > 0 ? TimeSpan.FromSeconds(builder.Timeout) : OpenTimeout;
        builder.ApplicationName ??= $"4runr-{schema}";
        _dataSource = new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
    }

    public override SqlDialect Dialect => SqlDialect.Postgres;

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) => WithinAsync(
        async _ =>
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await query(connection);
        },
        _limit);

    public override Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken, bool isPatient = false) => WithinAsync(
        async isGivenUp =>
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (isPatient && _patience != _limit)
            {
                await transaction.ExecuteAsync($"SET LOCAL statement_timeout = {Milliseconds(_patience)}", values: null, cancellationToken);
            }

            var result = await work(transaction);
            if (isGivenUp())
            {
                throw new TimeoutException();
            }

            await transaction.CommitAsync(cancellationToken);
            return result;
        },
        isPatient ? _patience : _limit);

    public override void Migrate(Assembly scripts) => Migrations.ApplyToPostgres(_connectionString, _schema, scripts);

    public override ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    /// <summary>Waits for one use of the database, at most as long as its limit.</summary>
    /// <param name="use">Gets a function that says whether the wait has ended.</param>
    private static async Task<T> WithinAsync<T>(Func<Func<bool>, Task<T>> use, TimeSpan limit)
    {
        var isGivenUp = false;
        try
        {
            return await use(() => Volatile.Read(ref isGivenUp)).WaitAsync(limit);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            Volatile.Write(ref isGivenUp, true);
            throw new StorageUnavailableException(exception);
        }
    }

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

    private static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;

    private static bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("57P", StringComparison.Ordinal)      // shutdown, starting
            || state.StartsWith("08", StringComparison.Ordinal)                                             // connection
            || state.StartsWith("53", StringComparison.Ordinal)                                             // out of resources
            || state == PostgresErrorCodes.QueryCanceled,                                                   // took too long
        NpgsqlException => true,
        SocketException or TimeoutException => true,
        _ => false,
    };
}
