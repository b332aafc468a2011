using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Credentials;

/// <summary>What goes in never comes out, except to the tool that it belongs to.</summary>
public sealed class CredentialSecrecyTests
{
    private const string Canary = "Canary-Key-51c7";

    public static TheoryData<string> BadBodies =>
    [
        "", "null", "[]", "{}", """{"tool":"serpapi"}""", """{"value":"$"}""", """{"tool":null,"value":"$"}""",
        """{"tool":"serpapi","value":"$","fields":{"a":"$"}}""", """{"tool":"serpapi","fields":{}}""", """{"tool":"serpapi","value":""}""",
        """{"tool":"serpapi","fields":{"a":null}}""", """{"tool":"serpapi","fields":{"a":["$"]}}""", """{"tool":"serpapi","fields":{"A":"$"}}""",
        """{"tool":"serpapi","fields":{"a":"$","a":"$"}}""", """{"tool":"serpapi","fields":{"a\r\nb":"$"}}""", """{"tool":"Serpapi","value":"$"}""",
        """{"tool":"../etc","value":"$"}""", """{"tool":"serpapi","value":"$\r\nX-Evil: 1"}""", """{"tool":"serpapi","value":"$\u0000"}""",
        """{"tool":"serpapi","value":"$\u007f"}""", """{"tool":"serpapi","value":"$\u0085"}""", """{"tool":"serpapi","value":" $"}""",
        """{"tool":"serpapi","value":"$\t"}""", """{"tool":"serpapi","value":"$\ud800"}""", """{"tool":"serpapi","value":12345}""",
        """{"tool":"serpapi","value":"$","value":"$"}""", """{"tool":"serpapi","value":"$","version":7}""", """{"tool":"serpapi","value":"$","activate":"yes"}""",
        """{"tool":"serpapi","value":"$","note":"a\nb"}""", "{\"tool\":\"serpapi\",\"value\":\"$", $$"""{"tool":"serpapi","value":"{{new string('x', 8193)}}"}""",
        "{\"tool\":\"serpapi\",\"fields\":{" + string.Join(',', Enumerable.Range(0, 17).Select(i => $"\"f{i}\":\"x\"")) + "}}",
    ];

    /// <summary>What someone with the database might do to the active version 2 of serpapi; there are version 1 and one of openai.</summary>
    public static TheoryData<Backend, string> Tamperings => new(
        from backend in Enum.GetValues<Backend>()
        from columns in (string[])["ciphertext", "wrapped_key", "wrapped_key, ciphertext", "kek_id, wrapped_key, ciphertext"]
        from other in (string[])["tool = 'openai'", "tool = 'serpapi' AND version = 1"]
        select (backend, $"UPDATE credential_versions SET {string.Join(", ", columns.Split(", ").Select(column =>
            $"{column} = (SELECT {column} FROM credential_versions o WHERE {other.Replace("tool", "o.tool", StringComparison.Ordinal)})"))}"
            + " WHERE tool = 'serpapi' AND version = 2"))
    {
        { Backend.Embedded, "UPDATE credential_versions SET kek_id = '0000000000000000' WHERE tool = 'serpapi'" },
        { Backend.Cluster, "UPDATE credential_versions SET ciphertext = wrapped_key WHERE tool = 'serpapi'" },
    };

    [Theory, MemberData(nameof(BadBodies))]
    public async Task Store_BadBody_400WithoutTheSecret(string body)
    {
        using var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, logs.Use);
        var content = new StringContent(body.Replace("$", Canary, StringComparison.Ordinal), Encoding.UTF8, "application/json");

        var response = await gateway.Proxy.AdminClient().PostAsync(CredentialsUnderTest.Path, content);

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.DoesNotContain(Canary, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, logs.Text, StringComparison.Ordinal);
        Assert.Empty(logs.Errors);
        Assert.Empty(await gateway.Proxy.CredentialsAsync());
    }

    [Theory, BothBackends]
    public async Task Secrets_AfterAllKindsOfUse_AreFoundNowhere(Backend backend)
    {
        using var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(backend, [$"--TOOL_CREDENTIAL:openai={Canary}"], logs.Use);
        var answers = new StringBuilder();
        async Task KeepAsync(Task<HttpResponseMessage> answer) => answers.Append(await (await answer).Content.ReadAsStringAsync());

        await KeepAsync(gateway.StoreAsync(new { tool = "serpapi", value = Canary, note = "first" }));
        await KeepAsync(gateway.StoreAsync(new { tool = "serpapi", fields = new { client_id = Canary, client_secret = Canary } }));
        await KeepAsync(gateway.ActivateAsync("serpapi", 1));
        Assert.NotNull(await gateway.Proxy.FindAsync("serpapi"));
        Assert.NotNull(await gateway.Proxy.FindAsync("openai"));
        await KeepAsync(gateway.RollBackAsync("serpapi"));
        await KeepAsync(gateway.DeleteAsync("serpapi", 2));
        await KeepAsync(gateway.DeactivateAsync("serpapi"));
        await KeepAsync(gateway.Proxy.AdminClient().PostAsync($"{CredentialsUnderTest.Path}/rewrap", content: null));
        foreach (var path in (string[])[CredentialsUnderTest.Path, $"{CredentialsUnderTest.Path}/serpapi", "/metrics", "/health/ready", "/v1/admin/calls", "/openapi/v1.json"])
        {
            await KeepAsync(gateway.Proxy.AdminClient().GetAsync(path));
        }

        Assert.Contains("client_secret", answers.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, answers.ToString(), StringComparison.Ordinal);
        Assert.Contains("Version 1 of the credential of serpapi was activated by opr_1", logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, logs.Text, StringComparison.Ordinal);
        var stored = backend == Backend.Embedded ? ReadFiles(gateway.DataDirectory) : await ReadRowsAsync(gateway);
        Assert.Contains("client_secret", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(Canary)), stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)).TrimEnd('='), stored, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Tamperings))]
    public async Task Find_TamperedRow_IsAnOutageAndNeverAnotherCredential(Backend backend, string sql)
    {
        using var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(backend, ["--TOOL_CREDENTIAL:serpapi=from-environment"], logs.Use);
        await gateway.StoreAsync("serpapi", Canary);
        await gateway.StoreAsync("serpapi", Canary);
        await gateway.StoreAsync("openai", $"{Canary}-other");
        await gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(sql, values: null, CancellationToken.None);

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => gateway.Proxy.FindAsync("serpapi").AsTask());

        Assert.Contains("The credential of serpapi cannot be used.", Assert.Single(logs.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, logs.Text, StringComparison.Ordinal);
        Assert.NotNull(await gateway.Proxy.FindAsync("openai"));
    }

    [Fact]
    public async Task Find_DatabaseGone_KnownCredentialGoesOnAndUnknownOneIsAnOutage()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var channel = new Invalidation.InProcessInvalidationChannel(sharedByAllServices: true, clock);
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, services => services
            .AddSingleton<TimeProvider>(clock).AddSingleton<Invalidation.IInvalidationChannel>(channel));
        await gateway.StoreAsync("serpapi", Canary);
        Assert.NotNull(await gateway.Proxy.FindAsync("serpapi"));
        // A folder in the place of the file: no connection can be opened any more.
        SqliteConnection.ClearAllPools();
        File.Delete(Path.Combine(gateway.DataDirectory, "proxy.db"));
        Directory.CreateDirectory(Path.Combine(gateway.DataDirectory, "proxy.db"));

        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Canary, (await gateway.Proxy.FindAsync("serpapi"))!.Field("value"));
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => gateway.Proxy.FindAsync("openai").AsTask());
        clock.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => gateway.Proxy.FindAsync("serpapi").AsTask());
    }

    private static string ReadFiles(string directory)
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.AppendLine(reader.ReadToEnd());
        }

        return text.ToString();
    }

    /// <summary>Every row of every table as text; byte arrays come out in hex.</summary>
    private static async Task<string> ReadRowsAsync(TestGateway gateway)
    {
        var database = gateway.Proxy.Services.GetRequiredService<Database>();
        var text = new StringBuilder();
        var tables = await database.QueryAsync<string>(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'proxy'", values: null, CancellationToken.None);
        foreach (var table in tables)
        {
            text.AppendJoin('\n', await database.QueryAsync<string>($"SELECT t::text FROM proxy.\"{table}\" t", values: null, CancellationToken.None));
        }

        return text.ToString();
    }
}
