using System.Data.Common;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>The table <c>tool_definitions</c>. Versions are added, never changed; who added one is put on record with it.</summary>
internal sealed class DefinitionStore(Database database, ChangeOutbox changes)
{
    /// <summary>The maximum number of declared tools, since every replica keeps all of them in memory.</summary>
    public const int MaxTools = 500;

    private const string Find = """
        SELECT tool, version, definition, deleted, created_at, created_by
        FROM tool_definitions
        WHERE tool = @tool AND (@version IS NULL OR version = @version)
        ORDER BY version DESC
        LIMIT 1
        """;

    /// <summary>The newest version of every tool, deletions included.</summary>
    public Task<IReadOnlyList<DefinitionVersion>> ListNewestAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT d.tool, d.version, d.deleted
            FROM tool_definitions d
            JOIN (SELECT tool, MAX(version) AS version FROM tool_definitions GROUP BY tool) newest
              ON newest.tool = d.tool AND newest.version = d.version
            ORDER BY d.tool
            """;
        return database.QueryAsync<DefinitionVersion>(sql, values: null, cancellationToken);
    }

    /// <param name="version">Null for the newest.</param>
    public Task<StoredDefinition?> FindAsync(string tool, int? version, CancellationToken cancellationToken) =>
        database.QuerySingleOrDefaultAsync<StoredDefinition>(Find, new { tool, version }, cancellationToken);

    /// <summary>Adds the next version of a tool.</summary>
    /// <param name="decide">From the current definition, null for none, to the next version; null adds none.</param>
    /// <exception cref="DbException">A unique violation: somebody else added the same version at the same time.</exception>
    public Task<DefinitionChange> AddAsync(
        string tool, Func<StoredDefinition?, DefinitionContent?> decide, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            const string insert = """
                INSERT INTO tool_definitions (tool, version, definition, deleted, created_at, created_by)
                VALUES (@Tool, @Version, @Definition, @Deleted, @CreatedAt, @CreatedBy)
                """;
            var newest = await transaction.QuerySingleOrDefaultAsync<StoredDefinition>(Find, new { tool, version = (int?)null }, cancellationToken);
            var current = newest is { Deleted: true } ? null : newest;
            if (decide(current) is not { } content)
            {
                return new DefinitionChange(current, Added: null);
            }

            if (!content.Deleted && current is null && await CountAsync(transaction, cancellationToken) >= MaxTools)
            {
                return new DefinitionChange(current, Added: null, IsFull: true);
            }

            var version = (newest?.Version ?? 0) + 1;
            var added = new StoredDefinition(tool, version, content.Json, content.Deleted, content.CreatedAt, content.CreatedBy);
            await transaction.ExecuteAsync(insert, added, cancellationToken);
            await changes.AddAsync(transaction, actor, Record(current, added), cancellationToken);
            return new DefinitionChange(current, added);
        }, cancellationToken);

    private static Change Record(StoredDefinition? before, StoredDefinition after) => new(
        after.Deleted ? ChangeActions.ToolDeleted : before is null ? ChangeActions.ToolDeclared : ChangeActions.ToolReplaced,
        new ChangeSubject(ChangeSubjects.Tool, after.Tool),
        before?.Version.ToString(CultureInfo.InvariantCulture),
        after.Deleted ? null : after.Version.ToString(CultureInfo.InvariantCulture));

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

/// <summary>What a new version of a definition contains.</summary>
internal sealed record DefinitionContent(string Json, string CreatedBy, DateTimeOffset CreatedAt, bool Deleted = false);

/// <param name="Current">The newest version before the change; null if the tool did not exist or was deleted.</param>
/// <param name="Added">Null if no version was added.</param>
/// <param name="IsFull">Whether none was added because there are too many tools.</param>
internal sealed record DefinitionChange(StoredDefinition? Current, StoredDefinition? Added, bool IsFull = false);
