using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using FourRunr.Auth;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Policy;
using FourRunr.Testing;
using FourRunr.ToolProxy;
using FourRunr.ToolProxy.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Cluster;

/// <summary>The key-encryption key is replaced as docs/guides/credentials.md says, one service after the other, under traffic.</summary>
public sealed class KekRotationTests
{
    private const string Secret = "the-serpapi-key";

    private static readonly string OldKek = TestSecrets.KeyEncryptionKey;
    private static readonly string NewKek = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public async Task Rotate_UnderTraffic_NoCallAndNoCredentialIsLost()
    {
        await using var cluster = await RollingCluster.StartAsync(OldKek);
        var agent = await cluster.Operator.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("e2e", "scraper"));
        var oldToken = await IssueAsync(cluster, agent.AgentId);
        await cluster.Operator.PostAsync<CredentialResponse>("/v1/admin/credentials", new StoreCredentialRequest("serpapi", Secret));
        using var stop = new CancellationTokenSource();
        var traffic = cluster.CallAllTheTimeAsync(oldToken, Secret, stop.Token);

        // 1. Every service learns the new key, 2. then seals with it; 3. all is wrapped again, 4. and the old key goes.
        await cluster.RollAsync(OldKek, NewKek);
        await cluster.RollAsync(NewKek, OldKek);
        Assert.Equal(new RewrapResponse(2, 1, 0), await RewrapAsync(cluster, "/v1/admin/credentials/rewrap"));
        Assert.Equal(new RewrapResponse(0, 3, 0), await RewrapAsync(cluster, "/v1/admin/credentials/rewrap"));
        Assert.Equal(new RewrapResponse(1, 0, 0), await RewrapAsync(cluster, "/v1/keys/rewrap"));
        Assert.Equal(new RewrapResponse(0, 1, 0), await RewrapAsync(cluster, "/v1/keys/rewrap"));
        await cluster.RollAsync(NewKek);

        await stop.CancelAsync();
        var calls = await traffic;
        Assert.True(calls > 3, $"{calls} calls");
        foreach (var tool in (string[])["serpapi", "tool_1", "tool_2", "tool_3"])
        {
            Assert.Equal(Secret, (await cluster.FindAsync(0, tool))?.Field(ToolCredential.Single));
        }

        foreach (var token in (string[])[oldToken, await IssueAsync(cluster, agent.AgentId)])
        {
            using var client = cluster.Proxies[1].Client(token);
            using var response = await client.SearchAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static async Task<string> IssueAsync(RollingCluster cluster, string agentId) =>
        (await cluster.Operator.PostAsync<TokenIssued>($"/v1/agents/{agentId}/tokens", new IssueTokenRequest(["*"], ["*"]))).Token;

    private static async Task<RewrapResponse> RewrapAsync(RollingCluster cluster, string path)
    {
        using var response = await cluster.Operator.PostAsync(path, content: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<RewrapResponse>(GatewayJson.Strict))!;
    }

    /// <summary>One auth-service, one policy-service and two front doors that can be replaced one by one.</summary>
    private sealed class RollingCluster : IAsyncDisposable
    {
        private readonly SemaphoreSlim _gate = new(1);
        private readonly RunningService?[] _proxies = new RunningService?[2];
        private readonly TestStorageSettings _storage;
        private RunningService? _auth;
        private RunningService? _policy;
        private int _rolls;

        private RollingCluster(TestStorageSettings storage) => _storage = storage;

        public IReadOnlyList<RunningService> Proxies => [.. _proxies.OfType<RunningService>()];

        public HttpClient Operator => Proxies[0].AdminClient();

        public static async Task<RollingCluster> StartAsync(string kek)
        {
            var cluster = new RollingCluster(await TestStorageSettings.CreateAsync(Backend.Cluster));
            cluster._policy = await cluster.StartAsync(PolicyService.Create, [kek]);
            await cluster.RollAsync(kek);
            return cluster;
        }

        /// <summary>Starts a replica of auth-service, moves one front door after the other to it, and ends the one before.</summary>
        /// <param name="keks">The present key, then those that only open.</param>
        public async Task RollAsync(params string[] keks)
        {
            var before = _auth;
            _auth = await StartAsync(AuthService.Create, keks);
            for (var i = 0; i < _proxies.Length; i++)
            {
                var next = await StartAsync(ToolProxyService.Create, keks);
                await LiveChannel.WaitAsync(next.Services.GetRequiredService<IInvalidationChannel>());
                await _gate.WaitAsync();
                var last = _proxies[i];
                _proxies[i] = next;
                _gate.Release();
                if (last is not null)
                {
                    await last.DisposeAsync();
                }

                if (i == 0 && before is not null)
                {
                    await SealAtOneAndOpenAtTheOtherAsync($"tool_{++_rolls}");
                }
            }

            if (before is not null)
            {
                await before.DisposeAsync();
            }
        }

        public ValueTask<ToolCredential?> FindAsync(int proxy, string tool) =>
            Proxies[proxy].Services.GetRequiredService<CredentialProvider>().FindAsync(tool, CancellationToken.None);

        /// <summary>Calls both front doors and reads the credential at both, until stopped.</summary>
        /// <returns>How many calls went well; all did.</returns>
        public async Task<int> CallAllTheTimeAsync(string token, string secret, CancellationToken stop)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            for (var calls = 0; ; calls++)
            {
                await _gate.WaitAsync(CancellationToken.None);
                try
                {
                    for (var i = 0; i < Proxies.Count; i++)
                    {
                        using var client = Proxies[i].Client(token);
                        using var response = await client.SearchAsync();
                        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(CancellationToken.None));
                        Assert.Equal(secret, (await FindAsync(i, "serpapi"))?.Field(ToolCredential.Single));
                    }
                }
                finally
                {
                    _gate.Release();
                }

                if (stop.IsCancellationRequested)
                {
                    return calls;
                }

                await timer.WaitForNextTickAsync(CancellationToken.None);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in (RunningService?[])[.. _proxies, _policy, _auth])
            {
                if (service is not null)
                {
                    await service.DisposeAsync();
                }
            }

            _gate.Dispose();
            _storage.Dispose();
        }

        /// <summary>Halfway: what the front door of tomorrow seals, the one of yesterday must open.</summary>
        private async Task SealAtOneAndOpenAtTheOtherAsync(string tool)
        {
            await Operator.PostAsync<CredentialResponse>("/v1/admin/credentials", new StoreCredentialRequest(tool, Secret));
            Assert.Equal(Secret, (await FindAsync(1, tool))?.Field(ToolCredential.Single));
        }

        private Task<RunningService> StartAsync(
            Func<string[], Action<IServiceCollection>?, Microsoft.AspNetCore.Builder.WebApplication> create, string[] keks) =>
            RunningService.StartAsync(create,
            [
                .. _storage.Arguments,
                "--UPSTREAM_MODE=mock",
                "--Dependencies:AttemptTimeout=00:00:10",
                "--Dependencies:TotalTimeout=00:00:20",
                "--Limits:RedisTimeout=00:00:10",
                .. _auth is null ? (string[])[] : [$"--GATEWAY_AUTH_URL={_auth.Url}"],
                .. _policy is null ? (string[])[] : [$"--GATEWAY_POLICY_URL={_policy.Url}"],
                $"--GATEWAY_KEK={keks[0]}",
                $"--GATEWAY_KEK_PREVIOUS={string.Join(',', keks[1..])}",
            ]);
    }
}
