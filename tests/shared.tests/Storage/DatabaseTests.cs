using FourRunr.Storage;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Storage;

public sealed class DatabaseTests
{
    [Theory, BothBackends]
    public async Task WriteAsync_OnePieceFails_OthersOfTheBatchAreKept(Backend backend)
    {
        await using var storage = await TestStorage.CreateAsync(backend);
        await storage.Database.ExecuteAsync("CREATE TABLE things (id BIGINT PRIMARY KEY)", values: null, CancellationToken.None);

        var writes = Enumerable.Range(0, 50).Select(i => storage.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO things (id) VALUES (@id)", new { id = (long)i }, CancellationToken.None);
            return i % 10 == 3 ? throw new InvalidOperationException("planned") : i;
        }, CancellationToken.None)).ToArray();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.WhenAll(writes));

        var kept = await storage.Database.QueryAsync<long>("SELECT id FROM things ORDER BY id", values: null, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 50).Where(i => i % 10 != 3).Select(i => (long)i), kept);
    }

    [Theory, BothBackends]
    public async Task IsUniqueViolation_SameKeyTwice_True(Backend backend)
    {
        await using var storage = await TestStorage.CreateAsync(backend);
        var insert = new Func<Task<int>>(() => storage.Database.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS things (id BIGINT PRIMARY KEY); INSERT INTO things (id) VALUES (1)", values: null, CancellationToken.None));
        await insert();

        var violation = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(insert);

        Assert.True(storage.Database.Dialect.IsUniqueViolation(violation));
    }

    [Theory, BothBackends]
    public async Task Statements_ListOfValuesAndNoRow_EachIsExecutedAndTheDefaultIsRead(Backend backend)
    {
        await using var storage = await TestStorage.CreateAsync(backend);
        await storage.Database.ExecuteAsync("CREATE TABLE things (id BIGINT PRIMARY KEY)", values: null, CancellationToken.None);

        var inserted = await storage.Database.ExecuteAsync(
            "INSERT INTO things (id) VALUES (@id)", (IEnumerable<object>)[new { id = 1L }, new { id = 2L }], CancellationToken.None);

        Assert.Equal(2, inserted);
        const string find = "SELECT id FROM things WHERE id = @id";
        Assert.Equal(2, await storage.Database.QuerySingleOrDefaultAsync<long?>(find, new { id = 2L }, CancellationToken.None));
        Assert.Null(await storage.Database.QuerySingleOrDefaultAsync<long?>(find, new { id = 3L }, CancellationToken.None));
    }

    [Theory, BothBackends]
    public async Task Statements_CancelledToken_AreNotExecuted(Backend backend)
    {
        await using var storage = await TestStorage.CreateAsync(backend);
        await storage.Database.ExecuteAsync("CREATE TABLE things (id BIGINT PRIMARY KEY)", values: null, CancellationToken.None);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.Database.WriteAsync(
            transaction => transaction.ExecuteAsync("INSERT INTO things (id) VALUES (1)", values: null, cancelled), CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.Database.WriteAsync(
            transaction => transaction.QueryAsync<long>("INSERT INTO things (id) VALUES (2) RETURNING id", values: null, cancelled), CancellationToken.None));

        Assert.Empty(await storage.Database.QueryAsync<long>("SELECT id FROM things", values: null, CancellationToken.None));
    }
}
