using System.Data.Common;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>The table <c>tool_definitions</c>: versions are added, never changed.</summary>
internal sealed class DefinitionStore(Database database)
{
    /// <summary>Declared tools that there may be at once; every replica keeps them all in memory.</summary>
    public const int MostTools = 500;

    private const string Find = """
        SELECT tool, version, definition, deleted, created_at, created_by
        FROM tool_definitions
        WHERE tool = @tool AND (@version IS NULL OR version = @version)
        ORDER BY version DESC
        LIMIT 1
        """;

    /// <summary>The newest version of every tool, deletions included.</summary>
    public Task<IReadOnlyList<DefinitionHead>> ListHeadsAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT d.tool, d.version, d.deleted
            FROM tool_definitions d
            JOIN (SELECT tool, MAX(version) AS version FROM tool_definitions GROUP BY tool) newest
              ON newest.tool = d.tool AND newest.version = d.version
            ORDER BY d.tool
            """;
        return database.QueryAsync<DefinitionHead>(sql, values: null, cancellationToken);
    }

    /// <param name="version">Null for the newest.</param>
    public Task<StoredDefinition?> FindAsync(string tool, int? version, CancellationToken cancellationToken) =>
        database.QuerySingleOrDefaultAsync<StoredDefinition>(Find, new { tool, version }, cancellationToken);

    /// <summary>Adds the next version of a tool.</summary>
    /// <param name="decide">What the newest version, or null, becomes; null leaves it as it is.</param>
    /// <returns>The version that is now the newest, and whether it was added; null when there is none. No version at all: too many tools.</returns>
    /// <exception cref="DbException">A unique violation: somebody else added the same version at this moment.</exception>
    public Task<DefinitionChange> AddAsync(string tool, Func<StoredDefinition?, StoredDefinition?> decide, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            const string insert = """
                INSERT INTO tool_definitions (tool, version, definition, deleted, created_at, created_by)
                VALUES (@Tool, @Version, @Definition, @Deleted, @CreatedAt, @CreatedBy)
                """;
            var newest = await transaction.QuerySingleOrDefaultAsync<StoredDefinition>(
                Find, new { tool, version = (int?)null }, cancellationToken);
            var next = decide(newest);
            if (next is null)
            {
                return new DefinitionChange(newest, newest, IsFull: false);
            }

            if (!next.Deleted && newest is null or { Deleted: true } && await CountAsync(transaction, cancellationToken) >= MostTools)
            {
                return new DefinitionChange(newest, newest, IsFull: true);
            }

            await transaction.ExecuteAsync(insert, next, cancellationToken);
            return new DefinitionChange(newest, next, IsFull: false);
        }, cancellationToken);

    private static Task<long> CountAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT COUNT(*)
            FROM tool_definitions d
            WHERE NOT d.deleted AND d.version = (SELECT MAX(o.version) FROM tool_definitions o WHERE o.tool = d.tool)
            """;
        return transaction.QuerySingleAsync<long>(sql, values: null, cancellationToken);
    }
}

/// <param name="Before">The newest version before; null for a tool that there never was.</param>
/// <param name="Now">The newest version now; the same object when nothing was added.</param>
internal sealed record DefinitionChange(StoredDefinition? Before, StoredDefinition? Now, bool IsFull)
{
    public bool IsAdded => !ReferenceEquals(Before, Now);
}
