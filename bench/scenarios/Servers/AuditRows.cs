using System.Data.Common;

namespace FourRunr.Bench.Scenarios.Servers;

/// <summary>The table in which a gateway's calls end up.</summary>
internal sealed class AuditRows(Func<DbConnection> open, string table)
{
    public const string Table = "audit_entries";

    public async Task<long> CountAsync()
    {
        await using var connection = open();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        command.CommandTimeout = 0;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
