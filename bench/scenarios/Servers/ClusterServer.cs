using Npgsql;

namespace FourRunr.Bench.Scenarios.Servers;

/// <summary>The three services as processes of their own, in Production, on Postgres and Redis.</summary>
/// <param name="number">Of several on the same two servers: each has its own databases.</param>
internal sealed class ClusterServer(string name = "Postgres + Redis", int number = 0) : Gateway(name)
{
    private readonly string _database = $"bench{number}";

    public override AuditRows Audit => new(() => new NpgsqlConnection(ConnectionString), $"proxy.{AuditRows.Table}");

    public override bool IsPostgres => true;

    public override IReadOnlyDictionary<string, int> Processes =>
        base.Processes.Append(new("postgres", BenchRun.PostgresPid)).Append(new("redis", BenchRun.RedisPid)).ToDictionary();

    private string ConnectionString => new NpgsqlConnectionStringBuilder(BenchRun.Postgres) { Database = _database }.ConnectionString;

    public async Task MakeDatabaseAsync()
    {
        await using var connection = new NpgsqlConnection(BenchRun.Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {_database}", connection);
        await command.ExecuteNonQueryAsync();
    }

    public override async Task FillAsync(string service, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SET search_path = {service}; {sql}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public override async Task TidyAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in new[] { "VACUUM (ANALYZE)", "CHECKPOINT" })
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    protected override IReadOnlyList<ServerProcess> StartServices(Dictionary<string, string> environment)
    {
        environment["DOTNET_ENVIRONMENT"] = "Production";
        environment["UPSTREAM_MODE"] = "mock";
        environment["ConnectionStrings__Postgres"] = ConnectionString;
        environment["ConnectionStrings__Redis"] = $"{BenchRun.Redis},defaultDatabase={number}";
        return [Start("tool-proxy-service"), Start("policy-service"), Start("auth-service")];

        ServerProcess Start(string service) => ServerProcess.Start(
            number == 0 ? service : $"{service} {number}", $"services/{service}", [],
            new Dictionary<string, string>(environment) { ["GATEWAY_DATA_DIR"] = Path.Combine(DataDirectory, service) });
    }
}
