using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace FourRunr.Storage;

/// <summary>Inserts many rows in the fastest way that a database has: COPY on Postgres, one prepared statement on SQLite.</summary>
public static class BulkInsert
{
    /// <param name="table">The name of a table, never from outside.</param>
    /// <exception cref="SqliteException">As <see cref="Database.WriteAsync{T}"/> expects of its work.</exception>
    public static Task WriteAsync<TRow>(
        DbTransaction transaction, string table, IReadOnlyList<BulkColumn<TRow>> columns, IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        switch (transaction.Connection)
        {
            case NpgsqlConnection postgres:
                return CopyAsync(postgres, $"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)", columns, rows, cancellationToken);
            case SqliteConnection sqlite:
                Insert(sqlite, $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})", columns, rows);
                return Task.CompletedTask;
            default:
                throw new NotSupportedException($"{transaction.Connection} is neither Postgres nor SQLite.");
        }
    }

    private static async Task CopyAsync<TRow>(
        NpgsqlConnection connection, string copy, IReadOnlyList<BulkColumn<TRow>> columns, IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        await using var import = await connection.BeginBinaryImportAsync(copy, cancellationToken);
        foreach (var row in rows)
        {
            await import.StartRowAsync(cancellationToken);
            foreach (var column in columns)
            {
                await column.CopyAsync(import, row, cancellationToken);
            }
        }

        await import.CompleteAsync(cancellationToken);
    }

    /// <summary>By SQLite's own interface: the provider would look up every parameter of every row by its name.</summary>
    private static void Insert<TRow>(SqliteConnection connection, string sql, IReadOnlyList<BulkColumn<TRow>> columns, IReadOnlyList<TRow> rows)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement), connection.Handle);
        using (statement)
        {
            foreach (var row in rows)
            {
                for (var i = 0; i < columns.Count; i++)
                {
                    SqliteException.ThrowExceptionForRC(columns[i].Bind(statement, i + 1, row), connection.Handle);
                }

                SqliteException.ThrowExceptionForRC(raw.sqlite3_step(statement), connection.Handle);
                SqliteException.ThrowExceptionForRC(raw.sqlite3_reset(statement), connection.Handle);
            }
        }
    }
}
