using System.Reflection;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Npgsql;

namespace FourRunr.Storage;

/// <summary>Applies a service's embedded <c>Migrations/V0001__name.sql</c> scripts in the order of their numbers.</summary>
internal static class Migrations
{
    private const string JournalTable = "schema_versions";

    public static void ApplyToPostgres(string connectionString, string schema, Assembly assembly)
    {
        // Not pooled: the lock belongs to the server session, which a pool would keep open and so lock out every other replica.
        // Nor is any other connection of the migration: it would stay open for minutes, of no use to anybody.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        using var connection = new NpgsqlConnection(unpooled);
        connection.Open();
        using (var command = new NpgsqlCommand($"SELECT pg_advisory_lock(hashtext('4runr.{schema}')); CREATE SCHEMA IF NOT EXISTS \"{schema}\"", connection))
        {
            // Replicas that start together wait here; the lock ends with this connection.
            command.CommandTimeout = 120;
            command.ExecuteNonQuery();
        }

        Apply(DeployChanges.To.PostgresqlDatabase(unpooled, schema).JournalToPostgresqlTable(schema, JournalTable), SqlDialect.Postgres, assembly);
    }

    public static void ApplyToSqlite(string connectionString, Assembly assembly) =>
        Apply(DeployChanges.To.SqliteDatabase(connectionString).JournalToSqliteTable(JournalTable), SqlDialect.Sqlite, assembly);

    private static void Apply(UpgradeEngineBuilder builder, SqlDialect dialect, Assembly assembly)
    {
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Migrations.V", StringComparison.Ordinal))
            .Select(name => (Name: name[(name.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..], Resource: name))
            .OrderBy(script => Number(script.Name))
            .Select(script => new SqlScript(script.Name, Read(assembly, script.Resource)));
        var result = builder
            .WithScripts(scripts)
            .WithScriptNameComparer(Comparer<string>.Create((left, right) => Number(left).CompareTo(Number(right))))
            .WithVariables(dialect.MigrationVariables.ToDictionary())
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration '{result.ErrorScript?.Name}' failed.", result.Error);
        }
    }

    private static int Number(string name) =>
        int.Parse(name.AsSpan(1, name.IndexOf("__", StringComparison.Ordinal) - 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
