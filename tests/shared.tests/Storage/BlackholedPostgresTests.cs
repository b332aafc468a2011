using System.Data.Common;
using FourRunr.Storage;
using FourRunr.Testing;
using Npgsql;
using Xunit;

namespace FourRunr.Shared.Tests.Storage;

/// <summary>A network that swallows everything must cost a caller no more than the time limits, whatever was under way.</summary>
public sealed class BlackholedPostgresTests : IAsyncLifetime
{
    /// <summary>A second, and what a busy machine needs.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    private TcpRelay _wire = null!;
    private PostgresDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        var server = new NpgsqlConnectionStringBuilder(TestServers.Postgres);
        _wire = new TcpRelay(server.Port, TimeProvider.System);
        server.Port = _wire.Port;
        _database = new PostgresDatabase(server.ConnectionString, "public");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => WriteAsync()));
    }

    [Fact]
    public async Task Read_Fails_InTime() => await FailsInTimeAsync(
        () => _database.QuerySingleOrDefaultAsync<int>("SELECT 1", values: null, CancellationToken.None));

    [Fact]
    public async Task Write_Fails_InTime() => await FailsInTimeAsync(WriteAsync);

    /// <summary>Npgsql would ask the server over another connection, and hold up a thread until that has an answer.</summary>
    [Fact]
    public async Task Read_CutOff_AsksNobodyToCancel()
    {
        var taken = 0;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _database.ReadAsync(async connection =>
        {
            _wire.Delay(TimeSpan.FromMinutes(1));
            taken = _wire.Taken;
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            return await command.ExecuteScalarAsync();
        }, CancellationToken.None).WaitAsync(Bound));

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var ticks = 0; ticks < 20; ticks++)
        {
            await timer.WaitForNextTickAsync();
            Assert.Equal(taken, _wire.Taken);
        }
    }

    [Fact]
    public async Task Write_LongerThanACallerWaits_OnlyThePatientOneEnds()
    {
        Task<int> SleepAsync(bool isPatient) => _database.WriteAsync(
            transaction => transaction.QuerySingleAsync<int>("SELECT 1 FROM (SELECT pg_sleep(1.5)) AS slept", values: null, CancellationToken.None),
            CancellationToken.None,
            isPatient);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => SleepAsync(isPatient: false));
        Assert.Equal(1, await SleepAsync(isPatient: true));
    }

    /// <summary>The server itself ends what nobody waits for any more.</summary>
    [Fact]
    public async Task Read_LongerThanACallerWaits_IsEndedByTheServer()
    {
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _database.QuerySingleOrDefaultAsync<int>(
            "SELECT 1 FROM (SELECT pg_sleep(60)) AS slept", values: null, CancellationToken.None));

        await using var server = NpgsqlDataSource.Create(TestServers.Postgres);
        await using var command = server.CreateCommand("SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE 'SELECT 1 FROM (SELECT pg_sleep(60))%' AND state = 'active'");
        using var deadline = new CancellationTokenSource(Bound);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await command.ExecuteScalarAsync(deadline.Token) is not 0L)
        {
            await pace.WaitForNextTickAsync(deadline.Token);
        }
    }

    [Fact]
    public async Task Write_CutOffBeforeItsEnd_Fails_InTime()
    {
        var started = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _database.WriteAsync(async transaction =>
        {
            await SelectAsync(transaction);
            _wire.Blackhole();
            return 1;
        }, CancellationToken.None).WaitAsync(Bound * 2));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Bound);
    }

    /// <summary>Taking back what was begun needs the network too.</summary>
    [Fact]
    public async Task Write_CutOffAndThrowing_Fails_InTime()
    {
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _database.WriteAsync<int>(async transaction =>
        {
            await SelectAsync(transaction);
            _wire.Blackhole();
            throw new InvalidOperationException("planned");
        }, CancellationToken.None).WaitAsync(Bound));
    }

    public async ValueTask DisposeAsync()
    {
        await _wire.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Alone, and many at once: more than there are open connections.</summary>
    private async Task FailsInTimeAsync(Func<Task<int>> use)
    {
        _wire.Blackhole();
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Assert.ThrowsAsync<StorageUnavailableException>(() => use().WaitAsync(Bound))));
        }
    }

    private Task<int> WriteAsync() => _database.WriteAsync(SelectAsync, CancellationToken.None);

    private static Task<int> SelectAsync(DbTransaction transaction) =>
        transaction.QuerySingleAsync<int>("SELECT 1", values: null, CancellationToken.None);
}
