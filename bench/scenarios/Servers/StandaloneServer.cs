using Microsoft.Data.Sqlite;

namespace FourRunr.Bench.Scenarios.Servers;

/// <summary><c>deploy/standalone</c>: one process, SQLite.</summary>
internal sealed class StandaloneServer(string name = "standalone") : Gateway(name)
{
    public override AuditRows Audit => new(() => Open("proxy"), AuditRows.Table);

    public override bool IsPostgres => false;

    public override async Task FillAsync(string service, string sql)
    {
        await using var connection = Open(service);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        // A fill need not survive a power cut, and is slow with the usual 2 MB of cache.
        command.CommandText = $"PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; {sql}";
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first row of a query on the proxy's storage.</summary>
    public async Task<T> QueryAsync<T>(string sql, Func<SqliteDataReader, T> read)
    {
        await using var connection = Open("proxy");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return read(reader);
    }

    public override Task TidyAsync() => FillAsync("proxy", "PRAGMA wal_checkpoint(TRUNCATE)");

    protected override IReadOnlyList<ServerProcess> StartServices(Dictionary<string, string> environment) =>
        [ServerProcess.Start(Name, "deploy/standalone", [], environment)];

    private SqliteConnection Open(string service) =>
        new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataDirectory, $"{service}.db"), DefaultTimeout = 60 }.ConnectionString);
}
