using System.Data;
using System.Reflection;
using Dapper;

namespace FourRunr.Storage;

/// <summary>
/// How values are stored on both databases: moments as Unix milliseconds (BIGINT), lists of strings and JSON
/// as JSON text, columns in snake_case. The same text compares and pages the same way everywhere.
/// </summary>
internal static class SqlTypes
{
    /// <summary>Called once, before the first use of a database.</summary>
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Dapper prefers its built-in map over a handler: the map has to go first.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.TypeMapProvider = type => type.GetConstructors() is [var only] && only.GetParameters().Length > 0
            ? new PositionalMap(new DefaultTypeMap(type), only)
            : new DefaultTypeMap(type);
        SqlMapper.ConnectionStringComparer = new SameBackend();
        SqlMapper.AddTypeHandler(new MomentHandler());
        SqlMapper.AddTypeHandler(new StringListHandler());
        SqlMapper.AddTypeHandler(new JsonHandler());
    }

    /// <summary>
    /// What Dapper compiles for a statement serves every database of one backend. By itself, it compiles it for each connection string, and
    /// keeps it: much work and memory in a process that opens many databases.
    /// </summary>
    private sealed class SameBackend : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => IsPostgres(x) == IsPostgres(y);

        public int GetHashCode(string obj) => IsPostgres(obj) ? 1 : 0;

        /// <summary>SQLite's has no host.</summary>
        private static bool IsPostgres(string? connectionString) => connectionString?.Contains("Host=", StringComparison.Ordinal) is true;
    }

    /// <summary>
    /// Rows that are positional records: made by their constructor, then filled by the names of the columns. By itself, Dapper takes a
    /// constructor only if it has the columns in their order and with the types of the database.
    /// </summary>
    private sealed class PositionalMap(DefaultTypeMap members, ConstructorInfo only) : SqlMapper.ITypeMap
    {
        public ConstructorInfo FindExplicitConstructor() => only;

        public ConstructorInfo FindConstructor(string[] names, Type[] types) => only;

        public SqlMapper.IMemberMap? GetConstructorParameter(ConstructorInfo constructor, string columnName) =>
            members.GetConstructorParameter(constructor, columnName);

        public SqlMapper.IMemberMap? GetMember(string columnName) => members.GetMember(columnName);
    }

    private sealed class MomentHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.ToUnixTimeMilliseconds();
        }

        public override DateTimeOffset Parse(object value) => DateTimeOffset.FromUnixTimeMilliseconds((long)value);
    }

    private sealed class StringListHandler : SqlMapper.TypeHandler<IReadOnlyList<string>>
    {
        public override void SetValue(IDbDataParameter parameter, IReadOnlyList<string>? value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = JsonSerializer.Serialize(value ?? []);
        }

        public override IReadOnlyList<string> Parse(object value) => JsonSerializer.Deserialize<string[]>((string)value) ?? [];
    }

    private sealed class JsonHandler : SqlMapper.TypeHandler<JsonNode>
    {
        public override void SetValue(IDbDataParameter parameter, JsonNode? value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value?.ToJsonString() ?? (object)DBNull.Value;
        }

        public override JsonNode? Parse(object value) => JsonNode.Parse((string)value);
    }
}
