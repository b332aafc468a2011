using FourRunr.Contracts;
using FourRunr.Hosting.Changes;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Changes;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit.Changes;

/// <summary>Changes get into the trail, whatever happens on the way; lists show each once.</summary>
public sealed class ChangeCollectorTests
{
    [Fact]
    public async Task NobodyAsks_ChangesAreTakenEachSecond()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        gateway.Auth.Changes.Add(Waiting.Change(1));

        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(ChangeCollector.Interval);
                return gateway.Auth.Changes.Count == 0;
            },
            "the change is taken");
    }

    [Theory, BothBackends]
    public async Task ServiceAway_ItsChangesComeLaterAndOthersNow(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var (late, now) = (Waiting.Change(1), Waiting.Change(2));
        gateway.Auth.Changes.Add(late);
        gateway.Policy.Changes.Add(now);
        gateway.Auth.Changes.IsThere = false;

        Assert.Equal([now.ChangeId], Ids(await Waiting.ListAsync(gateway)));
        gateway.Auth.Changes.IsThere = true;

        await Eventually.TrueAsync(async () => (await Waiting.ListAsync(gateway)).Count == 2, "auth-service is asked again");
        Assert.Equal([now.ChangeId, late.ChangeId], Ids(await Waiting.ListAsync(gateway)));
        await MustBeIntactAsync(gateway);
    }

    [Theory, BothBackends]
    public async Task AcknowledgementLost_ChangeIsInTheTrailOnce(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        gateway.Auth.Changes.Add(Waiting.Change(1));
        gateway.Auth.Changes.Hears = false;

        await Eventually.TrueAsync(async () => (await Waiting.ListAsync(gateway)).Count == 1, "the change is taken");
        await Waiting.ListAsync(gateway);
        gateway.Auth.Changes.Hears = true;
        await Eventually.TrueAsync(
            async () =>
            {
                await Waiting.ListAsync(gateway);
                return gateway.Auth.Changes.Count == 0;
            },
            "the change is acknowledged");

        Assert.Equal(1, await Waiting.RowsAsync(gateway));
    }

    [Theory, BothBackends]
    public async Task ProxyEndsBeforeItAcknowledges_ChangeIsListedOnceAndTheTrailIsIntact(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var change = Waiting.Change(1);
        gateway.Auth.Changes.Add(change);
        gateway.Auth.Changes.Hears = false;
        await Eventually.TrueAsync(async () => (await Waiting.ListAsync(gateway)).Count == 1, "the change is taken");
        await gateway.Proxy.DisposeAsync();
        gateway.Auth.Changes.Hears = true;

        await gateway.StartProxyAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                await Waiting.ListAsync(gateway);
                return gateway.Auth.Changes.Count == 0;
            },
            "the change is acknowledged");

        Assert.Equal([change.ChangeId], Ids(await Waiting.ListAsync(gateway)));
        Assert.Equal(2, await Waiting.RowsAsync(gateway));
        await MustBeIntactAsync(gateway);
    }

    [Theory, BothBackends]
    public async Task ProxyEndsBeforeItWrites_TheNextOneTakesTheChangeWhenTheClaimEnds(Backend backend)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(backend, configure: services => services.AddSingleton<TimeProvider>(clock));
        var outbox = gateway.Proxy.Services.GetRequiredService<ChangeOutbox>();
        await outbox.AddAsync(Actor.System, new Change(ChangeActions.ChaosRemoved, new ChangeSubject(ChangeSubjects.Chaos, "*")), CancellationToken.None);

        // As a proxy that is killed right then.
        var claimed = Assert.Single(await outbox.ClaimAsync("wrt_other", 10, CancellationToken.None));

        Assert.Empty(await Waiting.ListAsync(gateway));
        clock.Advance(ChangeOutbox.ClaimTime);
        Assert.Equal([claimed.ChangeId], Ids(await Waiting.ListAsync(gateway)));
        Assert.Equal(0, (await outbox.CountAsync(CancellationToken.None)).Rows);
    }

    [Theory, BothBackends]
    public async Task JournalCannotBeWritten_NothingIsAcknowledged(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        using var surgery = JournalSurgery.Of(gateway);
        surgery.Refuse();
        gateway.Auth.Changes.Add(Waiting.Change(1));

        Assert.Empty(await Waiting.ListAsync(gateway));
        Assert.Equal(1, gateway.Auth.Changes.Count);
        surgery.Heal();

        Assert.Single(await Waiting.ListAsync(gateway));
        Assert.Equal(0, gateway.Auth.Changes.Count);
    }

    [Theory, BothBackends]
    public async Task TwoProxies_EachChangeOfTheirOwnIsTakenByOne(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await using var other = await gateway.StartAnotherProxyAsync();
        var outbox = gateway.Proxy.Services.GetRequiredService<ChangeOutbox>();
        for (var i = 0; i < 50; i++)
        {
            await outbox.AddAsync(Actor.System, new Change(ChangeActions.ChaosRemoved, new ChangeSubject(ChangeSubjects.Chaos, "*")), CancellationToken.None);
        }

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Waiting.ListAsync(i % 2 == 0 ? gateway.Proxy : other)));

        await Eventually.TrueAsync(async () => (await Waiting.ListAsync(gateway, "?limit=200")).Count == 50, "all have arrived");
        Assert.Equal(50, await Waiting.RowsAsync(gateway));
    }

    [Theory, BothBackends]
    public async Task WhatIsDone_AndItsRecord_AreOneTransaction(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var database = gateway.Proxy.Services.GetRequiredService<Database>();
        using var admin = gateway.Proxy.AdminClient();
        await database.ExecuteAsync("ALTER TABLE change_outbox RENAME TO out_of_reach", values: null, CancellationToken.None);

        using var refused = await admin.PostAsync("/v1/admin/credentials", new StringContent("""{"tool":"serpapi","value":"first-key"}""", Encoding.UTF8, "application/json"));

        Assert.False(refused.IsSuccessStatusCode);
        Assert.Equal([0L], await database.QueryAsync<long>("SELECT COUNT(*) FROM credential_versions", values: null, CancellationToken.None));
        await database.ExecuteAsync("ALTER TABLE out_of_reach RENAME TO change_outbox", values: null, CancellationToken.None);
    }

    private static IEnumerable<string> Ids(IEnumerable<OperatorChangeResponse> changes) => changes.Select(change => change.ChangeId);

    private static async Task MustBeIntactAsync(TestGateway gateway)
    {
        using var admin = gateway.Proxy.AdminClient();
        var report = await Waiting.ReadAsync<AuditReportResponse>(admin, "/v1/admin/audit/verify");
        Assert.True(report.Intact, string.Join('\n', report.Findings));
    }
}
