namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>The table <c>price_versions</c>. Versions are added, never changed; who added one is put on record with it.</summary>
internal sealed class PriceStore(Database database, ChangeOutbox changes)
{
    private const string Columns = "version, effective_from, created_at, created_by";

    /// <summary>Those that begin to count after a moment.</summary>
    public Task<IReadOnlyList<PriceVersion>> ListAfterAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM price_versions WHERE effective_from > @moment";
        return database.QueryAsync<PriceVersion>(sql, new { moment }, cancellationToken);
    }

    /// <summary>The version that counts at a moment.</summary>
    /// <param name="below">Of those that begin at the moment itself, only versions below this one.</param>
    public Task<PriceVersion?> FindCountingAsync(DateTimeOffset moment, int below, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns}
            FROM price_versions
            WHERE effective_from < @moment OR (effective_from = @moment AND version < @below)
            ORDER BY effective_from DESC, version DESC
            LIMIT 1
            """;
        return database.QuerySingleOrDefaultAsync<PriceVersion>(sql, new { moment, below }, cancellationToken);
    }

    /// <summary>The newest first.</summary>
    /// <param name="before">Only older ones; null for all.</param>
    public Task<IReadOnlyList<PriceVersion>> ListAsync(int? before, int limit, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM price_versions WHERE @before IS NULL OR version < @before ORDER BY version DESC LIMIT @limit";
        return database.QueryAsync<PriceVersion>(sql, new { before, limit }, cancellationToken);
    }

    public Task<StoredPrices?> FindAsync(int version, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns}, document FROM price_versions WHERE version = @version";
        return database.QuerySingleOrDefaultAsync<StoredPrices>(sql, new { version }, cancellationToken);
    }

    /// <param name="decide">From the newest version, null for none, to the next one, whose number it gets; null adds none.</param>
    /// <returns>The newest version before, and the one that was added.</returns>
    /// <exception cref="System.Data.Common.DbException">A unique violation: somebody else added a version at the same time.</exception>
    public Task<(StoredPrices? Newest, StoredPrices? Added)> AddAsync(
        Func<StoredPrices?, int, StoredPrices?> decide, Actor actor, CancellationToken cancellationToken) => database.WriteAsync(async transaction =>
        {
            const string find = $"SELECT {Columns}, document FROM price_versions ORDER BY version DESC LIMIT 1";
            const string insert = """
                INSERT INTO price_versions (version, effective_from, document, created_at, created_by)
                VALUES (@Version, @EffectiveFrom, @Document, @CreatedAt, @CreatedBy)
                """;
            var newest = await transaction.QuerySingleOrDefaultAsync<StoredPrices>(find, values: null, cancellationToken);
            if (decide(newest, (newest?.Version ?? PriceVersionId.None) + 1) is not { } added)
            {
                return (newest, null);
            }

            await transaction.ExecuteAsync(insert, added, cancellationToken);
            await changes.AddAsync(transaction, actor, Record(newest, added), cancellationToken);
            return (newest, (StoredPrices?)added);
        }, cancellationToken);

    private static Change Record(StoredPrices? before, StoredPrices after) => new(
        ChangeActions.PricesSet,
        new ChangeSubject(ChangeSubjects.Prices, ChangeSubjects.Prices),
        before?.Id,
        after.Id,
        Change.Details(("effective_from", Change.Moment(after.EffectiveFrom))));
}
