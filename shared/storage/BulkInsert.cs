using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace FourRunr.Storage;

/// <summary>Inserts many rows in the fastest way that a database has: COPY on Postgres, one prepared statement on SQLite.</summary>
public static class BulkInsert
{
    /// <param name="table">The name of a table, never from outside.</param>
    /// <exception cref="StorageUnavailableException">Never thrown here: <see cref="Database.WriteAsync{T}"/> does for its work.</exception>
    public static Task WriteAsync<TRow>(
        DbTransaction transaction, string table, IReadOnlyList<BulkColumn<TRow>> columns, IReadOnlyList<TRow> rows, CancellationToken cancellationToken) =>
        transaction.Connection is NpgsqlConnection postgres
            ? CopyAsync(postgres, table, columns, rows, cancellationToken)
            : InsertAsync(transaction, table, columns, rows, cancellationToken);

    private static async Task CopyAsync<TRow>(
        NpgsqlConnection connection, string table, IReadOnlyList<BulkColumn<TRow>> columns, IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in columns)
            {
                if (column.Value(row) is { } value)
                {
                    await copy.WriteAsync(value, ToNpgsql(column.Type), cancellationToken);
                }
                else
                {
                    await copy.WriteNullAsync(cancellationToken);
                }
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task InsertAsync<TRow>(
        DbTransaction transaction, string table, IReadOnlyList<BulkColumn<TRow>> columns, IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select(column => "@" + column.Name))})";
        var parameters = columns.Select(column =>
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = (column.Name, column.Type);
            command.Parameters.Add(parameter);
            return parameter;
        }).ToArray();
        foreach (var row in rows)
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value = columns[i].Value(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static NpgsqlDbType ToNpgsql(DbType type) => type switch
    {
        DbType.String => NpgsqlDbType.Text,
        DbType.Int64 => NpgsqlDbType.Bigint,
        DbType.Binary => NpgsqlDbType.Bytea,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No column of this type is written in bulk."),
    };
}

/// <param name="Type"><see cref="DbType.String"/>, <see cref="DbType.Int64"/> or <see cref="DbType.Binary"/>.</param>
/// <param name="Value">Null is stored as NULL.</param>
public sealed record BulkColumn<TRow>(string Name, DbType Type, Func<TRow, object?> Value);
