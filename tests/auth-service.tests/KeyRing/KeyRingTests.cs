using System.Net;
using FourRunr.Auth.KeyRing;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Changes;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Auth.Tests.KeyRing;

public sealed class KeyRingTests
{
    [Fact]
    public async Task Start_TwoReplicasAtOnceOnEmptyDatabase_OneRing()
    {
        using var storage = await TestStorageSettings.CreateAsync(Backend.Cluster);
        var replicas = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => AuthHost.StartAsync(storage))));
        await using var first = replicas[0];
        await using var second = replicas[1];

        var agent = await first.CreateAgentAsync();
        var (fromFirst, fromSecond) = (await first.IssueAsync(agent.AgentId), await second.IssueAsync(agent.AgentId));

        Assert.Equal(Ring(first).Signing.Kid, Ring(second).Signing.Kid);
        Assert.Single(Ring(first).Snapshot.Keys);
        Assert.Null(await second.RefusalOfAsync(fromFirst.Token));
        Assert.Null(await first.RefusalOfAsync(fromSecond.Token));
    }

    [Theory, BothBackends]
    public async Task Rotate_NewKeySignsAfterTenSeconds_OldTokensStayGoodForADay(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);
        var agent = await host.CreateAgentAsync();
        var old = await host.IssueAsync(agent.AgentId, ttlSeconds: 86400);
        var oldKey = Ring(host).Signing;

        var rotated = await (await host.Admin.PostAsync("/v1/keys/rotate", content: null)).ReadAsync<SigningKeyResponse[]>();

        Assert.Equal(["published", "signing"], rotated.Select(key => key.State));
        Assert.Equal(oldKey, Ring(host).Signing);
        clock.Advance(SigningKeyRing.PublishBeforeUse);
        Assert.Equal(rotated[0].Kid, Ring(host).Signing.Kid);
        var fresh = await host.IssueAsync(agent.AgentId, ttlSeconds: 86400);
        Assert.Null(await host.RefusalOfAsync(old.Token));
        Assert.Null(await host.RefusalOfAsync(fresh.Token));

        // The old key is accepted until every token made with it has ended, and no longer.
        clock.Advance(KeyRingSnapshot.AcceptedAfterwards - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Ring(host).FindAsync(oldKey.Kid, CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Ring(host).FindAsync(oldKey.Kid, CancellationToken.None));
        await Ring(host).PruneAsync(CancellationToken.None);
        Assert.Equal([rotated[0].Kid], Ring(host).Snapshot.Keys.Select(key => key.Kid));
    }

    [Theory, BothBackends]
    public async Task Refresh_KeySignedFor30Days_NextOneIsMadeOnce(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);

        clock.Advance(SigningKeyRing.RotationInterval);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Ring(host).RefreshAsync(CancellationToken.None)));

        Assert.Equal([1L, 2L], Ring(host).Snapshot.Keys.Select(key => key.Number));
    }

    [Fact]
    public async Task Introspect_KidOfAnotherReplica_RingIsReadAgain()
    {
        using var storage = await TestStorageSettings.CreateAsync(Backend.Cluster);
        var clock = AuthHost.NewClock();
        await using var signer = await AuthHost.StartAsync(storage, clock);
        await using var other = await AuthHost.StartAsync(storage, AuthHost.NewClock());
        var agent = await signer.CreateAgentAsync();
        await Ring(signer).RotateAsync(Actor.System, CancellationToken.None);
        clock.Advance(SigningKeyRing.PublishBeforeUse);
        other.Clock!.Advance(TimeSpan.FromSeconds(2));

        var token = await signer.IssueAsync(agent.AgentId);

        Assert.Null(await other.RefusalOfAsync(token.Token));
    }

    [Theory, BothBackends]
    public async Task Find_UnknownKids_RingIsReadAtMostOnceASecond(Backend backend)
    {
        var clock = AuthHost.NewClock();
        using var storage = await TestStorageSettings.CreateAsync(backend);
        await using var host = await AuthHost.StartAsync(storage, clock);
        var ring = Ring(host);
        var material = host.Service.Services.GetRequiredService<KeyMaterial>().Create("key_late");
        var late = new SigningKeyRow(
            2, "key_late", clock.GetUtcNow(), clock.GetUtcNow(), material.Ciphertext, material.KekId, material.WrappedKey);
        await host.Service.Services.GetRequiredService<SigningKeyStore>().TryAddAsync(late, before: null, Actor.System, CancellationToken.None);

        // Read less than a second ago: the flood of unknown kids reads nothing.
        Assert.Null(await ring.FindAsync(late.Kid, CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await ring.FindAsync(late.Kid, CancellationToken.None));
    }

    [Theory, BothBackends]
    public async Task Start_WithAnotherKeyEncryptionKey_RefusedWithoutNewKey(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        await using (await AuthHost.StartAsync(storage))
        {
        }

        var otherKek = $"--GATEWAY_KEK={Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))}";
        var refusal = await Assert.ThrowsAsync<InvalidConfigurationException>(
            () => RunningService.StartAsync(AuthService.Create, [.. storage.Arguments, otherKek]));

        Assert.Contains("GATEWAY_KEK", refusal.Message, StringComparison.Ordinal);
        await using var again = await AuthHost.StartAsync(storage);
        Assert.Single(Ring(again).Snapshot.Keys);
    }

    [Fact]
    public async Task List_ByAuditor_Forbidden()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var auditor = host.Service.Client(await host.CreateOperatorKeyAsync(OperatorRole.Auditor));

        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.GetAsync("/v1/keys")).StatusCode);
    }

    private static SigningKeyRing Ring(AuthHost host) => host.Service.Services.GetRequiredService<SigningKeyRing>();
}
