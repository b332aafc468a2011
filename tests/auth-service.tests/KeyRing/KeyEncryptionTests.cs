using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using FourRunr.Auth.KeyRing;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Changes;
using FourRunr.Storage;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Auth.Tests.KeyRing;

/// <summary>Signing keys at rest: envelopes, and a change of the key-encryption key.</summary>
public sealed class KeyEncryptionTests
{
    private static readonly string NewKek = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static readonly string[] OnlyNew = [$"--GATEWAY_KEK={NewKek}"];
    private static readonly string[] NewAndOld = [.. OnlyNew, $"--GATEWAY_KEK_PREVIOUS={TestSecrets.KeyEncryptionKey}"];
    private static readonly string[] OldAndNew = [$"--GATEWAY_KEK_PREVIOUS={NewKek}"];

    [Theory, BothBackends]
    public async Task Rewrap_TwoReplicasOnTheirWayToANewKek_TokensStayGoodAndTheOldKekIsNotNeeded(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        string token, fromOldReplica, fromNewReplica;
        await using (var before = await AuthHost.StartAsync(storage))
        {
            token = (await before.IssueAsync((await before.CreateAgentAsync()).AgentId)).Token;
        }

        await using (var oldReplica = await AuthHost.StartAsync(storage, OldAndNew))
        await using (var newReplica = await AuthHost.StartAsync(storage, NewAndOld))
        {
            // Each adds a key under its own; the other must be able to open it.
            await Ring(oldReplica).RotateAsync(Actor.System, CancellationToken.None);
            await Ring(newReplica).RefreshAsync(CancellationToken.None);
            await Ring(newReplica).RotateAsync(Actor.System, CancellationToken.None);
            await Ring(oldReplica).RefreshAsync(CancellationToken.None);
            Assert.Equal(3, Ring(oldReplica).Snapshot.Keys.Count);
            Assert.Equal(3, Ring(newReplica).Snapshot.Keys.Count);
            var agent = await oldReplica.CreateAgentAsync();
            (fromOldReplica, fromNewReplica) = ((await oldReplica.IssueAsync(agent.AgentId)).Token, (await newReplica.IssueAsync(agent.AgentId)).Token);

            Assert.Equal(new RewrapResponse(2, 1, 0), await RewrapAsync(newReplica));
            Assert.Equal(new RewrapResponse(0, 3, 0), await RewrapAsync(newReplica));
            foreach (var host in (AuthHost[])[oldReplica, newReplica])
            {
                Assert.Null(await host.RefusalOfAsync(token));
                Assert.Null(await host.RefusalOfAsync(fromOldReplica));
                Assert.Null(await host.RefusalOfAsync(fromNewReplica));
            }
        }

        await using var after = await AuthHost.StartAsync(storage, OnlyNew);
        Assert.Equal(3, Ring(after).Snapshot.Keys.Count);
        foreach (var old in (string[])[token, fromOldReplica, fromNewReplica])
        {
            Assert.Null(await after.RefusalOfAsync(old));
        }

        await Assert.ThrowsAsync<InvalidConfigurationException>(() => AuthHost.StartAsync(storage));
    }

    [Theory, BothBackends]
    public async Task Start_SwappedOrRelabeledRows_Refused(Backend backend)
    {
        foreach (var sql in (string[])[
            "UPDATE signing_keys SET kid = 'key_x' WHERE number = 1",
            "UPDATE signing_keys SET kek_id = 'kek_x' WHERE number = 1",
            "UPDATE signing_keys SET wrapped_key = (SELECT other.wrapped_key FROM signing_keys other WHERE other.number = 2) WHERE number = 1",
            """
            UPDATE signing_keys SET material = (SELECT other.material FROM signing_keys other WHERE other.number = 2),
                wrapped_key = (SELECT other.wrapped_key FROM signing_keys other WHERE other.number = 2) WHERE number = 1
            """])
        {
            using var storage = await TestStorageSettings.CreateAsync(backend);
            await using (var host = await AuthHost.StartAsync(storage))
            {
                await Ring(host).RotateAsync(Actor.System, CancellationToken.None);
                await host.Service.Services.GetRequiredService<Database>().ExecuteAsync(sql, values: null, CancellationToken.None);
            }

            await Assert.ThrowsAsync<InvalidConfigurationException>(() => AuthHost.StartAsync(storage));
        }
    }

    [Fact]
    public async Task Rewrap_ByAuditor_Forbidden()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var auditor = host.Service.Client(await host.CreateOperatorKeyAsync(OperatorRole.Auditor));

        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PostAsync("/v1/keys/rewrap", content: null)).StatusCode);
    }

    private static SigningKeyRing Ring(AuthHost host) => host.Service.Services.GetRequiredService<SigningKeyRing>();

    private static async Task<RewrapResponse> RewrapAsync(AuthHost host) =>
        await (await host.Admin.PostAsync("/v1/keys/rewrap", content: null)).ReadAsync<RewrapResponse>();
}
