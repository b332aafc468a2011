using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Errors;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using static FourRunr.ToolProxy.Tests.Idempotency.IdempotencyUnderTest;

namespace FourRunr.ToolProxy.Tests.Idempotency;

public sealed class IdempotencyStorageTests
{
    private const string Canary = "canary-5f0e2b";

    [Theory, BothBackends]
    public async Task Rows_OfAKeptAnswer_ShowNothingOfIt(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var call = Mail($"key-{Canary}", $"{Canary}@example.com") with { AgentId = $"agt_{Canary}" };
        await test.Calls.CompleteAsync(await test.Calls.ClaimAsync(call, CancellationToken.None).GrantedAsync(), ToolResult.Mocked(Canary));

        var stored = await DumpAsync(test);

        Assert.Contains(IdempotencyRow.Kept, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, stored, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, BothBackends]
    public async Task Answer_MovedToAnotherRow_DoesNotOpen(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        await test.Calls.CompleteAsync(await ClaimAsync(test, "a").GrantedAsync(), ToolResult.Mocked("for a"));
        await test.Calls.CompleteAsync(await ClaimAsync(test, "b").GrantedAsync(), ToolResult.Mocked("for b"));

        await ExecuteAsync(test, "UPDATE idempotent_calls SET answer = (SELECT answer FROM idempotent_calls ORDER BY scope LIMIT 1)");

        var claims = await Task.WhenAll(ClaimAsync(test, "a"), ClaimAsync(test, "b"));
        Assert.Single(claims.OfType<IdempotencyClaim.Replay>());
        Assert.Equal(GatewayErrors.OutcomeUnknown, Assert.Single(claims.OfType<IdempotencyClaim.Refused>()).Why.Kind);
    }

    [Theory, BothBackends]
    public async Task KekChanges_KeysAreRemembered(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        await test.Calls.CompleteAsync(await ClaimAsync(test, "a").GrantedAsync(), ToolResult.Mocked("sent"));
        var next = NewKek();

        var rotated = await test.StartReplicaAsync(next, previousKek: Kek);
        await rotated.ClaimAsync(Mail("a"), CancellationToken.None).ReplayedAsync();
        var later = await test.StartReplicaAsync(next);
        await later.ClaimAsync(Mail("a"), CancellationToken.None).ReplayedAsync();
        await Assert.ThrowsAsync<InvalidConfigurationException>(() => test.StartReplicaAsync(Kek));
    }

    [Theory, BothBackends]
    public async Task Clean_OnlyWhatIsOver_IsDeleted(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        await AddRowsAsync(test, 2500);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await ClaimAsync(test, "later").GrantedAsync();

        test.Clock.Advance(IdempotentCalls.Kept - TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        await test.Store.CleanAsync(test.Clock.GetUtcNow(), CancellationToken.None);
        Assert.Equal(2501, await test.CountAsync());

        test.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => test.Store.CleanAsync(test.Clock.GetUtcNow(), CancellationToken.None)));
        await test.Store.CleanAsync(test.Clock.GetUtcNow(), CancellationToken.None);
        Assert.Equal(1, await test.CountAsync());
    }

    [Fact]
    public async Task Clean_RowClaimedAnewMeanwhile_StaysClaimed()
    {
        await using var test = await CreateAsync(Backend.Cluster);
        await ClaimAsync(test, "a").GrantedAsync();
        test.Clock.Advance(IdempotentCalls.Kept);
        var now = test.Clock.GetUtcNow();
        Task cleaning = Task.CompletedTask;

        await test.Database.WriteAsync(async transaction =>
        {
            // The new claim has the row locked; the cleaner has already chosen it and waits.
            await transaction.ExecuteAsync(
                "UPDATE idempotent_calls SET expires_at = @ends", new { ends = now + IdempotentCalls.Kept }, CancellationToken.None);
            cleaning = test.Store.CleanAsync(now, CancellationToken.None);
            await Eventually.TrueAsync(async () => await WaitingAsync(test) > 0, "the cleaner waits for the row");
            return 0;
        }, CancellationToken.None);
        await cleaning;

        Assert.Equal(1, await test.CountAsync());
    }

    [Fact]
    public async Task Housekeeper_WithinEveryHour_Cleans()
    {
        await using var test = await CreateAsync(Backend.Embedded);
        await ClaimAsync(test, "a").GrantedAsync();
        test.Clock.Advance(IdempotentCalls.Kept);
        using var housekeeper = new IdempotencyHousekeeper(test.Store, test.Clock, NullLogger<IdempotencyHousekeeper>.Instance);
        await housekeeper.StartAsync(CancellationToken.None);

        await Eventually.TrueAsync(
            async () =>
            {
                // Until the housekeeper waits by this clock, advancing passes it by; after, an hour is enough.
                test.Clock.Advance(IdempotencyHousekeeper.Interval);
                return await test.CountAsync() == 0;
            },
            "the row is deleted");

        await housekeeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task DatabaseAway_ClaimIsRefusedAndSettlingIsSilent()
    {
        await using var test = await CreateAsync(Backend.Cluster);
        var handle = await ClaimAsync(test, "a").GrantedAsync();
        await using (var server = NpgsqlDataSource.Create(TestServers.Postgres))
        {
            var name = await test.Database.ReadAsync(connection => Task.FromResult(connection.Database), CancellationToken.None);
            await using var command = server.CreateCommand($"DROP DATABASE {name} WITH (FORCE)");
            await command.ExecuteNonQueryAsync();
        }

        // The first attempts meet the dead connections of the pool, later ones a server that has no such database.
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => ClaimAsync(test, "b"));
        Assert.Equal("database", Assert.IsType<DependencyUnavailableException>(exception).Dependency);
        await test.Calls.CompleteAsync(handle, ToolResult.Mocked("sent"));
        await test.Calls.ReleaseAsync(handle);
    }

    private static Task<IdempotencyClaim> ClaimAsync(IdempotencyUnderTest test, string key) =>
        test.Calls.ClaimAsync(Mail(key), CancellationToken.None);

    private static Task<int> AddRowsAsync(IdempotencyUnderTest test, int count) => test.Database.ExecuteAsync(
        """
        INSERT INTO idempotent_calls (scope, body, owner, state, side_effects, lease_ends_at, expires_at)
        VALUES (@Scope, 'b', 'o', 'unknown', TRUE, @ends, @ends)
        """,
        Enumerable.Range(0, count).Select(index => new { Scope = $"s{index}", ends = test.Clock.GetUtcNow() + IdempotentCalls.Kept }),
        CancellationToken.None);

    private static Task<int> ExecuteAsync(IdempotencyUnderTest test, string sql) =>
        test.Database.ExecuteAsync(sql, values: null, CancellationToken.None);

    private static Task<long> WaitingAsync(IdempotencyUnderTest test) => test.Database.QuerySingleOrDefaultAsync<long>(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", values: null, CancellationToken.None);

    /// <summary>Every value of every row, bytes as Latin-1 so that a text in them is seen.</summary>
    private static async Task<string> DumpAsync(IdempotencyUnderTest test)
    {
        var rows = await test.Database.QueryAsync<object>("SELECT * FROM idempotent_calls", values: null, CancellationToken.None);
        return string.Join('\n', rows.Cast<IDictionary<string, object?>>().SelectMany(row => row.Values)
            .Select(value => value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value?.ToString()));
    }
}
