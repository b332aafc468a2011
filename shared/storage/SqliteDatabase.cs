using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace FourRunr.Storage;

/// <summary>
/// Storage on one machine: one file in WAL mode. Readers run beside each other; all writes go through
/// <see cref="SqliteWriter"/>, which commits those that wait together (group commit).
/// </summary>
public sealed class SqliteDatabase : Database
{
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    private readonly string _connectionString;
    private readonly SqliteWriter _writer;

    /// <exception cref="IOException">The file cannot be made, read or written, or is none of SQLite's.</exception>
    public SqliteDatabase(string file)
    {
        PrivateDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        // SQLite gives the files that it makes beside this one the same mode.
        PrivateFile.Prepare(file);
        Array.ForEach(Companions, companion => PrivateFile.Tighten(file + companion));
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            ForeignKeys = true,
            DefaultTimeout = 5,
        }.ConnectionString;
        UseWriteAheadLog(file);

        _writer = new SqliteWriter(OpenForWriting);
    }

    public override SqlDialect Dialect => SqlDialect.Sqlite;

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Open();
            return await query(connection);
        }
        catch (SqliteException exception) when (IsUnavailable(exception))
        {
            throw new StorageUnavailableException(exception);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken, bool isPatient = false)
    {
        try
        {
            return await _writer.RunAsync(work, cancellationToken);
        }
        catch (SqliteException exception) when (IsUnavailable(exception))
        {
            throw new StorageUnavailableException(exception);
        }
    }

    public override void Migrate(Assembly scripts) => Migrations.ApplyToSqlite(_connectionString, scripts);

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private void UseWriteAheadLog(string file)
    {
        try
        {
            using var connection = Open();
            Execute(connection, "PRAGMA journal_mode = WAL");
        }
        catch (SqliteException exception)
        {
            throw new IOException($"SQLite cannot use {file}: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private SqliteConnection OpenForWriting()
    {
        var connection = Open();
        // FULL: what was acknowledged (a revocation, an issued token) survives a power cut. Group commit pays for it.
        // 8192 pages, 32 MB: pages that every batch changes, the ends of the indexes, are brought into the file less often.
        Execute(connection, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // Busy, locked, read-only, I/O error, full disk, cannot open: the storage, not the statement, is at fault.
    private static bool IsUnavailable(SqliteException exception) => exception.SqliteErrorCode is 5 or 6 or 8 or 10 or 13 or 14;
}
