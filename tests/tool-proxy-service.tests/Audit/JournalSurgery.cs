using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.ToolProxy.Tests.Audit;

/// <summary>Reaches into the journal of a running proxy, as a broken disk or somebody with access to it would.</summary>
internal sealed class JournalSurgery : IDisposable
{
    private readonly SqliteConnection _connection;

    private JournalSurgery(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
    }

    public static JournalSurgery Of(TestGateway gateway) => new(Path.Combine(gateway.DataDirectory, "journal-1.db"));

    public static AuditJournal JournalOf(TestGateway gateway) => gateway.Proxy.Services.GetRequiredService<AuditJournal>();

    /// <summary>Rows for which the condition holds are refused.</summary>
    public void Refuse(string condition) =>
        Execute($"CREATE TRIGGER refuses BEFORE INSERT ON entries WHEN {condition} BEGIN SELECT RAISE(ABORT, 'planned'); END");

    public void Heal() => Execute("DROP TRIGGER refuses");

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}
