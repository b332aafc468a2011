using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Credentials;

public sealed class CredentialLifeTests
{
    /// <summary>Of a crowd that changes one tool. Who waits too long for a connection of the pool gets a 503, and nothing was done.</summary>
    private static readonly HttpStatusCode[] Allowed =
    [
        HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.Conflict,
        HttpStatusCode.ServiceUnavailable,
    ];

    [Theory, BothBackends]
    public async Task Store_OneSecret_IsUsedAndDescribed(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        Assert.Null(await gateway.Proxy.FindAsync("serpapi"));

        var response = await gateway.StoreAsync(new { tool = "serpapi", value = "sk-one", note = "from Ann" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/v1/admin/credentials/serpapi", response.Headers.Location?.ToString());
        var stored = (await response.Content.ReadFromJsonAsync<CredentialResponse>(GatewayJson.Strict))!;
        Assert.Equal(("serpapi", 1, CredentialState.Active, CredentialSource.Stored), (stored.Tool, stored.Version, stored.State, stored.Source));
        Assert.Equal(("opr_1", "from Ann", "value"), (stored.CreatedBy, stored.Note, Assert.Single(stored.Fields)));
        Assert.InRange(stored.CreatedAt!.Value, TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow());
        await gateway.Proxy.MustBecomeAsync("serpapi", "sk-one");
        Assert.Equal("stored:1", (await gateway.Proxy.FindAsync("serpapi"))!.Version);
        Assert.Null(await gateway.Proxy.FindAsync("openai"));
    }

    [Theory, BothBackends]
    public async Task Store_Fields_AreAllThere(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);

        var response = await gateway.StoreAsync(
            new { tool = "gmail_send", fields = new { refresh_token = "rt", client_id = "id", client_secret = "cs \"quoted\" ü 漢" } });

        var stored = (await response.Content.ReadFromJsonAsync<CredentialResponse>(GatewayJson.Strict))!;
        Assert.Equal(["client_id", "client_secret", "refresh_token"], stored.Fields);
        var used = (await gateway.Proxy.FindAsync("gmail_send"))!;
        Assert.Equal(("rt", "id", "cs \"quoted\" ü 漢"), (used.Field("refresh_token"), used.Field("client_id"), used.Field("client_secret")));
        Assert.Null(used.Field("value"));
    }

    [Theory, BothBackends]
    public async Task Versions_ActivateAndRollBack_GoBackInTheOrderOfUse(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.StoreAsync("serpapi", "one");
        await gateway.StoreAsync("serpapi", "two");
        Assert.Equal(3, await gateway.StoreAsync("serpapi", "three", activate: false));
        Assert.Equal(2, await gateway.ActiveVersionAsync("serpapi"));

        await OkAsync(gateway.ActivateAsync("serpapi", 3));
        await gateway.Proxy.MustBecomeAsync("serpapi", "three");
        await OkAsync(gateway.RollBackAsync("serpapi"));
        await gateway.Proxy.MustBecomeAsync("serpapi", "two");
        await OkAsync(gateway.RollBackAsync("serpapi"));
        await gateway.Proxy.MustBecomeAsync("serpapi", "one");
        await (await gateway.RollBackAsync("serpapi")).MustBeAsync(GatewayErrors.Conflict);
        await gateway.Proxy.MustBecomeAsync("serpapi", "one");

        // What was rolled back is not one to go back to; chosen again, it is.
        await OkAsync(gateway.ActivateAsync("serpapi", 3));
        await OkAsync(gateway.ActivateAsync("serpapi", 2));
        await OkAsync(gateway.RollBackAsync("serpapi"));
        Assert.Equal(3, await gateway.ActiveVersionAsync("serpapi"));
    }

    [Theory, BothBackends]
    public async Task Delete_ActiveVersion_RefusedUntilItIsOutOfUse(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.StoreAsync("serpapi", "leaked");

        await (await gateway.DeleteAsync("serpapi", 1)).MustBeAsync(GatewayErrors.Conflict);
        await OkAsync(gateway.DeactivateAsync("serpapi"));
        await gateway.Proxy.MustBecomeAsync("serpapi", null);
        Assert.Equal(CredentialState.Inactive, Assert.Single(await gateway.Proxy.CredentialsAsync()).State);
        await (await gateway.DeactivateAsync("serpapi")).MustBeAsync(GatewayErrors.NotFound);
        await (await gateway.RollBackAsync("serpapi")).MustBeAsync(GatewayErrors.Conflict);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.DeleteAsync("serpapi", 1)).StatusCode);
        await (await gateway.DeleteAsync("serpapi", 1)).MustBeAsync(GatewayErrors.NotFound);

        Assert.Empty(await gateway.Proxy.CredentialsAsync());
        // A number never means two credentials: it is part of cache keys.
        Assert.Equal(2, await gateway.StoreAsync("serpapi", "fresh"));
    }

    [Theory, BothBackends]
    public async Task Rollback_AfterDeletionOfTheOneBefore_GoesToTheOneBeforeThat(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        foreach (var value in (string[])["one", "two", "three"])
        {
            await gateway.StoreAsync("serpapi", value);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.DeleteAsync("serpapi", 2)).StatusCode);
        await OkAsync(gateway.RollBackAsync("serpapi"));

        await gateway.Proxy.MustBecomeAsync("serpapi", "one");
    }

    [Theory, BothBackends]
    public async Task Changes_OfWhatIsNotThere_404(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.StoreAsync("serpapi", "one");

        foreach (var tool in (string[])["openai", "No-Tool", "a%20b", "1tool"])
        {
            await (await gateway.ActivateAsync(tool, 1)).MustBeAsync(GatewayErrors.NotFound);
            await (await gateway.RollBackAsync(tool)).MustBeAsync(GatewayErrors.NotFound);
            await (await gateway.DeactivateAsync(tool)).MustBeAsync(GatewayErrors.NotFound);
            await (await gateway.DeleteAsync(tool, 1)).MustBeAsync(GatewayErrors.NotFound);
            await (await gateway.Proxy.AdminClient().GetAsync($"{CredentialsUnderTest.Path}/{tool}")).MustBeAsync(GatewayErrors.NotFound);
        }

        await (await gateway.ActivateAsync("serpapi", 2)).MustBeAsync(GatewayErrors.NotFound);
        await (await gateway.DeleteAsync("serpapi", 2)).MustBeAsync(GatewayErrors.NotFound);
        Assert.Equal(1, await gateway.ActiveVersionAsync("serpapi"));
    }

    [Theory, BothBackends]
    public async Task Store_TwentyFirstVersion_Refused(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        for (var i = 0; i < 20; i++)
        {
            await gateway.StoreAsync("serpapi", $"s{i}");
        }

        await (await gateway.StoreAsync(new { tool = "serpapi", value = "one too many" })).MustBeAsync(GatewayErrors.Conflict);
        Assert.Equal(20, (await gateway.Proxy.CredentialsAsync()).Count);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.DeleteAsync("serpapi", 1)).StatusCode);
        await gateway.StoreAsync("serpapi", "room again");
    }

    [Theory, BothBackends]
    public async Task FiftyActivations_AtOnce_LeaveExactlyOneActive(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        for (var i = 1; i <= 10; i++)
        {
            await gateway.StoreAsync("serpapi", $"s{i}", activate: false);
        }

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => gateway.ActivateAsync("serpapi", i % 10 + 1)));

        Assert.All(responses, response => Assert.Contains(response.StatusCode, Allowed));
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        var active = await gateway.ActiveVersionAsync("serpapi");
        Assert.NotNull(active);
        await gateway.Proxy.MustBecomeAsync("serpapi", $"s{active}");
    }

    [Theory, BothBackends]
    public async Task ActivateRollBackDeleteStore_AllAtOnce_NeverBreakTheRules(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        for (var i = 1; i <= 8; i++)
        {
            await gateway.StoreAsync("serpapi", $"s{i}");
        }

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 5) switch
        {
            0 => gateway.ActivateAsync("serpapi", i % 8 + 1),
            1 => gateway.RollBackAsync("serpapi"),
            2 => gateway.DeleteAsync("serpapi", i % 8 + 1),
            3 => gateway.DeactivateAsync("serpapi"),
            _ => gateway.StoreAsync(new { tool = "serpapi", value = $"n{i}", activate = i % 2 == 0 }),
        }));

        Assert.All(responses, response => Assert.Contains(response.StatusCode, Allowed));
        var active = await gateway.ActiveVersionAsync("serpapi");
        var found = await gateway.Proxy.FindAsync("serpapi");
        Assert.Equal(active is null ? null : $"stored:{active}", found?.Version);
    }

    [Theory, BothBackends]
    public async Task Change_AtOneProxy_IsSeenAtTheOther(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await using var other = await gateway.StartAnotherProxyAsync(Sharing(gateway, backend));
        if (backend == Backend.Cluster)
        {
            await LiveChannel.WaitAsync(gateway.Proxy.Services.GetRequiredService<Invalidation.IInvalidationChannel>());
            await LiveChannel.WaitAsync(other.Services.GetRequiredService<Invalidation.IInvalidationChannel>());
        }

        await gateway.StoreAsync("serpapi", "one");
        await other.MustBecomeAsync("serpapi", "one");

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await gateway.StoreAsync("serpapi", "two");
        await other.MustBecomeAsync("serpapi", "two");
        await OkAsync(gateway.RollBackAsync("serpapi"));
        await other.MustBecomeAsync("serpapi", "one");
        await OkAsync(gateway.DeactivateAsync("serpapi"));
        await other.MustBecomeAsync("serpapi", null);

        // A replica that only looked by itself, every 5 s, would see the three changes in three looks, over 10 s.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Credentials_ByAuditorAndStrangers_AreListedAtMost()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string auditorKey = "the-auditors-key";
        gateway.Holders[auditorKey] = new() { Active = true, Kind = PrincipalKind.Operator, Sub = "opr_2", Name = "eve", Role = "auditor" };
        await gateway.StoreAsync("serpapi", "one");
        using var auditor = gateway.Client(auditorKey);

        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync(CredentialsUnderTest.Path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync($"{CredentialsUnderTest.Path}/serpapi")).StatusCode);
        foreach (var client in (HttpClient[])[auditor, gateway.Client(), gateway.Client(TestSecrets.ServiceKey)])
        {
            foreach (var (method, path) in ((string, string)[])[
                ("POST", ""), ("POST", "/serpapi/activate"), ("POST", "/serpapi/rollback"), ("POST", "/serpapi/deactivate"),
                ("DELETE", "/serpapi/1"), ("POST", "/rewrap")])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), CredentialsUnderTest.Path + path);
                await (await client.SendAsync(request)).MustBeAsync(GatewayErrors.AccessDenied);
            }
        }

        await (await gateway.Client().GetAsync(CredentialsUnderTest.Path)).MustBeAsync(GatewayErrors.AccessDenied);
        await (await gateway.Client(null).GetAsync(CredentialsUnderTest.Path)).MustBeAsync(GatewayErrors.TokenMissing);
    }

    /// <summary>In one process two proxies without Redis share a channel only if the host gives them one.</summary>
    private static Action<IServiceCollection>? Sharing(TestGateway gateway, Backend backend) =>
        backend == Backend.Cluster
            ? null
            : services => services.AddSingleton(gateway.Proxy.Services.GetRequiredService<Invalidation.IInvalidationChannel>());

    private static async Task OkAsync(Task<HttpResponseMessage> response) => Assert.Equal(HttpStatusCode.OK, (await response).StatusCode);
}
