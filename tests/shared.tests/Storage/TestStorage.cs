using FourRunr.Storage;
using FourRunr.Testing;
using Npgsql;

namespace FourRunr.Shared.Tests.Storage;

/// <summary>An empty database of either kind.</summary>
internal sealed class TestStorage(Database database, TemporaryDirectory directory) : IAsyncDisposable
{
    public Database Database { get; } = database;

    public static async Task<TestStorage> CreateAsync(Backend backend)
    {
        var directory = new TemporaryDirectory();
        if (backend == Backend.Embedded)
        {
            return new TestStorage(new SqliteDatabase(Path.Combine(directory.Path, "test.db")), directory);
        }

        var connectionString = await TestServers.CreatePostgresDatabaseAsync();
        await using var server = NpgsqlDataSource.Create(connectionString);
        await using var command = server.CreateCommand("CREATE SCHEMA test");
        await command.ExecuteNonQueryAsync();
        return new TestStorage(new PostgresDatabase(connectionString, "test"), directory);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        directory.Dispose();
    }
}
