using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.Invalidation;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Spending;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>
/// The ledger as the service composes it, on one of the backends, with the clock that it goes by. On a fake clock Redis too: it believes the earlier of
/// its own clock and the time that the ledger says can have passed, and that begins in the past here.
/// </summary>
internal sealed class TestLedger : IAsyncDisposable
{
    /// <summary>A busy test machine must not look like an outage of Redis.</summary>
    public static readonly (string Key, string Value)[] Patient = [("Limits:RedisTimeout", "00:00:20")];

    public static readonly DateTimeOffset Past = new(2025, 6, 15, 12, 0, 0, TimeSpan.Zero);

    private static int _calls;

    private readonly ServiceProvider _services;

    private TestLedger(string? redis, TestSpendHistory? history, TestAlerts? alerts, FakeTimeProvider? clock, params (string Key, string Value)[] settings)
    {
        (History, Alerts, Clock) = (history ?? new(), alerts ?? new(), clock);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:Redis", redis), .. settings.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))])
            .Build();
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton<ISpendHistory>(History)
            .AddLogging()
            .AddSingleton<IHostApplicationLifetime, ApplicationLifetime>()
            .AddMetrics()
            .AddSingleton(services => new GatewayMeter(services.GetRequiredService<IMeterFactory>().Create("test")))
            .AddInvalidation(configuration)
            .AddLimits(configuration)
            .AddBudgets(configuration)
            .Replace(ServiceDescriptor.Singleton<IBudgetAlerts>(Alerts))
            .BuildServiceProvider();
        if (redis is not null && clock is not null)
        {
            Part<RedisClock>().Observe(clock.GetUtcNow().ToUnixTimeMilliseconds(), clock.GetTimestamp());
        }

        Ledger = _services.GetRequiredService<IBudgetLedger>();
    }

    public IBudgetLedger Ledger { get; }

    public TestSpendHistory History { get; }

    public TestAlerts Alerts { get; }

    public FakeTimeProvider? Clock { get; }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public IDatabase Redis => Part<IConnectionMultiplexer>().GetDatabase();

    /// <summary>On the ledger's clock.</summary>
    public DateTimeOffset Now => Part<IBudgetLedger>() is RedisBudgetLedger
        ? DateTimeOffset.FromUnixTimeMilliseconds(Part<RedisClock>().Now)
        : Clock?.GetUtcNow() ?? TimeProvider.System.GetUtcNow();

    public static string NewCall() => $"call_{Environment.ProcessId}_{Guid.NewGuid():N}_{Interlocked.Increment(ref _calls)}";

    public static TestLedger Create(Backend backend, TestSpendHistory? history = null, TestAlerts? alerts = null, DateTimeOffset? now = null) => new(
        backend == Backend.Cluster ? TestServers.NextRedisDatabase() : null, history, alerts, new FakeTimeProvider(now ?? Past), Patient);

    public static TestLedger OnRedis(string address, TestSpendHistory? history = null, TestAlerts? alerts = null, params (string Key, string Value)[] settings) =>
        new(address, history, alerts, clock: null, settings);

    /// <summary>Another replica: on the same Redis, history and clock.</summary>
    public TestLedger Beside(TestAlerts? alerts = null) => new(
        Part<IConfiguration>().GetConnectionString("Redis"), History, alerts ?? Alerts, Clock, Patient);

    public T Part<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<ReserveOutcome> ReserveAsync(SpendAmount hold, params Budget[] budgets) =>
        await Ledger.ReserveAsync(NewCall(), budgets, hold, TimeSpan.FromMinutes(10), CancellationToken.None);

    /// <returns>The reservation of a call that must be granted.</returns>
    public async Task<BudgetReservation> HoldAsync(SpendAmount hold, params Budget[] budgets) =>
        Assert.IsType<ReserveOutcome.Granted>(await ReserveAsync(hold, budgets)).Reservation;

    /// <summary>A whole call, on record from its announcement to its end.</summary>
    public async Task<ReserveOutcome> CallAsync(SpendAmount hold, SpendAmount actual, params Budget[] budgets)
    {
        var outcome = await ReserveAsync(hold, budgets);
        if (outcome is ReserveOutcome.Granted { Reservation: var reservation })
        {
            History.Record(reservation);
            await EndAsync(reservation, actual);
        }

        return outcome;
    }

    public async Task EndAsync(BudgetReservation reservation, SpendAmount actual)
    {
        await Ledger.SettleAsync(reservation, actual);
        History.Record(reservation, actual);
        Ledger.Recorded(reservation);
    }

    public async Task<(long Spent, long Held)> SpentAndHeldAsync(Budget budget)
    {
        var state = await ReadAsync(budget);
        return (state.Spent, state.Held);
    }

    public async Task<AccountState> ReadAsync(Budget budget) => (await Ledger.ReadAsync([budget], CancellationToken.None))[0].State;

    /// <summary>The ledger's clock is moved to this moment.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        var clock = Clock ?? throw new InvalidOperationException("The clock is real.");
        clock.Advance(moment - Now);
    }

    public void Pass(TimeSpan span) => MoveTo(Now + span);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
