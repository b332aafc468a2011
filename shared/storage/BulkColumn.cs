using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace FourRunr.Storage;

/// <summary>One column of a <see cref="BulkInsert"/>.</summary>
/// <param name="name">Never from outside.</param>
public abstract class BulkColumn<TRow>(string name)
{
    public string Name { get; } = name;

    internal abstract Task CopyAsync(NpgsqlBinaryImporter import, TRow row, CancellationToken cancellationToken);

    /// <returns>SQLite's result code.</returns>
    internal abstract int Bind(sqlite3_stmt statement, int index, TRow row);
}

/// <param name="value">Null is stored as NULL.</param>
public sealed class TextColumn<TRow>(string name, Func<TRow, string?> value) : BulkColumn<TRow>(name)
{
    internal override Task CopyAsync(NpgsqlBinaryImporter import, TRow row, CancellationToken cancellationToken) =>
        value(row) is { } text ? import.WriteAsync(text, NpgsqlDbType.Text, cancellationToken) : import.WriteNullAsync(cancellationToken);

    internal override int Bind(sqlite3_stmt statement, int index, TRow row) =>
        value(row) is { } text ? raw.sqlite3_bind_text(statement, index, text) : raw.sqlite3_bind_null(statement, index);
}

/// <summary>Text that is UTF-8 already.</summary>
public sealed class Utf8Column<TRow>(string name, Func<TRow, ReadOnlyMemory<byte>> value) : BulkColumn<TRow>(name)
{
    internal override Task CopyAsync(NpgsqlBinaryImporter import, TRow row, CancellationToken cancellationToken) =>
        import.WriteAsync(value(row), NpgsqlDbType.Text, cancellationToken);

    internal override int Bind(sqlite3_stmt statement, int index, TRow row) => raw.sqlite3_bind_text(statement, index, value(row).Span);
}

/// <param name="value">Null is stored as NULL.</param>
public sealed class Int64Column<TRow>(string name, Func<TRow, long?> value) : BulkColumn<TRow>(name)
{
    internal override Task CopyAsync(NpgsqlBinaryImporter import, TRow row, CancellationToken cancellationToken) =>
        value(row) is { } number ? import.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken) : import.WriteNullAsync(cancellationToken);

    internal override int Bind(sqlite3_stmt statement, int index, TRow row) =>
        value(row) is { } number ? raw.sqlite3_bind_int64(statement, index, number) : raw.sqlite3_bind_null(statement, index);
}

public sealed class BytesColumn<TRow>(string name, Func<TRow, byte[]> value) : BulkColumn<TRow>(name)
{
    internal override Task CopyAsync(NpgsqlBinaryImporter import, TRow row, CancellationToken cancellationToken) =>
        import.WriteAsync(value(row), NpgsqlDbType.Bytea, cancellationToken);

    internal override int Bind(sqlite3_stmt statement, int index, TRow row) => raw.sqlite3_bind_blob(statement, index, value(row));
}
