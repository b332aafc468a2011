using System.Net;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Errors;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Credentials;

/// <summary>Files and environment variables, and what comes first.</summary>
public sealed class CredentialSourceTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _folder.Dispose();

    [Theory, BothBackends]
    public async Task Find_AllSources_StoredThenFileThenEnvironment(Backend backend)
    {
        Write("serpapi", "from-file\n");
        await using var gateway = await StartAsync(backend, "--TOOL_CREDENTIAL:serpapi=from-environment", "--TOOL_CREDENTIAL:openai=sk-environment");
        Assert.Equal("from-file", await ValueAsync(gateway, "serpapi"));
        Assert.Equal("sk-environment", await ValueAsync(gateway, "openai"));

        await gateway.StoreAsync("serpapi", "stored");
        await gateway.Proxy.MustBecomeAsync("serpapi", "stored");
        Assert.Equal(
            [
                ("openai", CredentialSource.Environment, CredentialState.Active), ("serpapi", CredentialSource.Stored, CredentialState.Active),
                ("serpapi", CredentialSource.File, CredentialState.Inactive), ("serpapi", CredentialSource.Environment, CredentialState.Inactive),
            ],
            (await gateway.Proxy.CredentialsAsync()).Select(item => (item.Tool, item.Source, item.State)));

        await gateway.DeactivateAsync("serpapi");
        await gateway.Proxy.MustBecomeAsync("serpapi", "from-file");
        File.Delete(PathOf("serpapi"));
        _clock.Advance(TimeSpan.FromSeconds(6));
        await gateway.Proxy.MustBecomeAsync("serpapi", "from-environment");
        var listed = await gateway.Proxy.CredentialsAsync("?tool=serpapi");
        Assert.Equal(CredentialSource.Environment, Assert.Single(listed, item => item.State == CredentialState.Active).Source);
    }

    [Fact]
    public async Task Find_FileThatBeginsWithAByteOrderMark_SecretIsWithoutIt()
    {
        Write("serpapi", "\ufefffrom-an-editor\r\n");
        await using var gateway = await StartAsync(Backend.Embedded);

        Assert.Equal("from-an-editor", await ValueAsync(gateway, "serpapi"));
    }

    [Fact]
    public async Task Find_ChangedFile_IsReadWithinFiveSecondsAndHasAnotherVersion()
    {
        Write("serpapi", "one");
        await using var gateway = await StartAsync(Backend.Embedded);
        var before = (await gateway.Proxy.FindAsync("serpapi"))!;

        Write("serpapi", "two");
        Assert.Equal("one", await ValueAsync(gateway, "serpapi"));
        _clock.Advance(TimeSpan.FromSeconds(5.1));

        var after = (await gateway.Proxy.FindAsync("serpapi"))!;
        Assert.Equal("two", after.Field("value"));
        Assert.Matches("^file:[0-9a-f]{16}$", after.Version);
        Assert.NotEqual(before.Version, after.Version);
        Write("serpapi", "one");
        _clock.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Equal(before.Version, (await gateway.Proxy.FindAsync("serpapi"))!.Version);
    }

    [Fact]
    public async Task Find_KubernetesMount_FollowsTheLinkToTheNewSecret()
    {
        // What kubelet makes: links to ..data, which is a link to a folder of the day.
        var mount = Directory.CreateDirectory(PathOf("gmail_send")).FullName;
        WriteSnapshot("..day1", "id-1", "secret-1");
        File.CreateSymbolicLink(Path.Combine(mount, "..data"), "..day1");
        File.CreateSymbolicLink(Path.Combine(mount, "client_id"), "..data/client_id");
        File.CreateSymbolicLink(Path.Combine(mount, "client_secret"), "..data/client_secret");
        await using var gateway = await StartAsync(Backend.Embedded);
        Assert.Equal(("id-1", "secret-1"), await FieldsAsync());

        WriteSnapshot("..day2", "id-2", "secret-2");
        Directory.Delete(Path.Combine(mount, "..data"));
        File.CreateSymbolicLink(Path.Combine(mount, "..data"), "..day2");
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(("id-2", "secret-2"), await FieldsAsync());
        Assert.Equal(["client_id", "client_secret"], Assert.Single(await gateway.Proxy.CredentialsAsync()).Fields);

        async Task<(string?, string?)> FieldsAsync()
        {
            var found = (await gateway.Proxy.FindAsync("gmail_send"))!;
            return (found.Field("client_id"), found.Field("client_secret"));
        }

        void WriteSnapshot(string name, string id, string secret)
        {
            var day = Directory.CreateDirectory(Path.Combine(mount, name)).FullName;
            File.WriteAllText(Path.Combine(day, "client_id"), id);
            File.WriteAllText(Path.Combine(day, "client_secret"), secret);
        }
    }

    [Fact]
    public async Task Find_UnusableFile_IsAnOutageAndNotTheNextSource()
    {
        await using var gateway = await StartAsync(Backend.Embedded, "--TOOL_CREDENTIAL:serpapi=from-environment");
        foreach (var bad in (byte[][])[[], "\n"u8.ToArray(), "a\r\nb"u8.ToArray(), "a\0b"u8.ToArray(), [0xFF, 0xFE, 0x41], Encoding.UTF8.GetBytes(new string('x', 30_000))])
        {
            File.WriteAllBytes(PathOf("serpapi"), bad);
            _clock.Advance(TimeSpan.FromSeconds(6));
            await Assert.ThrowsAsync<DependencyUnavailableException>(() => gateway.Proxy.FindAsync("serpapi").AsTask());
        }

        Assert.Equal(HttpStatusCode.OK, (await gateway.Proxy.AdminClient().GetAsync(CredentialsUnderTest.Path)).StatusCode);
        Write("serpapi", "good");
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("good", await ValueAsync(gateway, "serpapi"));
    }

    [Fact]
    public async Task Call_UnusableFile_IsSaidOnceInOneLineUntilItChanges()
    {
        using var logs = new CollectedLogs();
        Write("serpapi", "a\nb");
        await using var gateway = await TestGateway.StartAsync(
            Backend.Embedded,
            [$"--TOOL_CREDENTIALS_DIR={_folder.Path}", "--UPSTREAM_MODE:serpapi=live"],
            services =>
            {
                logs.Use(services);
                services.AddSingleton<TimeProvider>(_clock);
            });

        await CallThriceAsync();
        Assert.Contains("The credential of serpapi cannot be used. A secret in its file", Assert.Single(logs.Errors), StringComparison.Ordinal);

        File.WriteAllBytes(PathOf("serpapi"), [0xff]);
        await CallThriceAsync();
        Assert.Equal(2, logs.Errors.Count);
        Assert.DoesNotContain("   at ", logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("credential store is not available", logs.Text, StringComparison.Ordinal);

        async Task CallThriceAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                _clock.Advance(TimeSpan.FromSeconds(6));
                await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
            }
        }
    }

    [Fact]
    public async Task Folder_Gone_ListedAllTheSameAndNoOtherSourceTakesItsPlace()
    {
        using var logs = new CollectedLogs();
        Write("serpapi", "from-file");
        await using var gateway = await TestGateway.StartAsync(
            Backend.Embedded,
            [$"--TOOL_CREDENTIALS_DIR={_folder.Path}", "--TOOL_CREDENTIAL:serpapi=from-environment"],
            services =>
            {
                logs.Use(services);
                services.AddSingleton<TimeProvider>(_clock);
            });
        await gateway.StoreAsync("openai", "stored");

        Directory.Move(_folder.Path, $"{_folder.Path}-aside");
        try
        {
            Assert.Equal(
                [
                    ("openai", CredentialSource.Stored, CredentialState.Active, 1), ("openai", CredentialSource.File, CredentialState.Inactive, 0),
                    ("serpapi", CredentialSource.File, CredentialState.Active, 0), ("serpapi", CredentialSource.Environment, CredentialState.Inactive, 1),
                ],
                (await gateway.Proxy.CredentialsAsync()).Select(item => (item.Tool, item.Source, item.State, item.Fields.Count)));
            Assert.Contains("The folder of the tools' credentials cannot be used.", Assert.Single(logs.Errors), StringComparison.Ordinal);
            await Assert.ThrowsAsync<DependencyUnavailableException>(() => gateway.Proxy.FindAsync("serpapi").AsTask());
            Assert.Equal("stored", await ValueAsync(gateway, "openai"));
        }
        finally
        {
            Directory.Move($"{_folder.Path}-aside", _folder.Path);
        }

        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("from-file", await ValueAsync(gateway, "serpapi"));
    }

    [Fact]
    public async Task Find_FieldsInTheEnvironment_AreOneCredential()
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded,
            ["--TOOL_CREDENTIAL:gmail_send:client_id=id", "--TOOL_CREDENTIAL:gmail_send:client_secret=cs", "--TOOL_CREDENTIAL:openai="]);

        var found = (await gateway.Proxy.FindAsync("gmail_send"))!;

        Assert.Equal(("id", "cs"), (found.Field("client_id"), found.Field("client_secret")));
        Assert.Matches("^env:[0-9a-f]{16}$", found.Version);
        Assert.Null(await gateway.Proxy.FindAsync("openai"));
    }

    [Theory]
    [InlineData("--TOOL_CREDENTIAL:No Tool=canary-x")]
    [InlineData("--TOOL_CREDENTIAL:serpapi=canary-x\r\nX-Evil: 1")]
    [InlineData("--TOOL_CREDENTIAL:serpapi:Bad-Field=canary-x")]
    [InlineData("--TOOL_CREDENTIAL:serpapi:one=canary-x", "--TOOL_CREDENTIAL:serpapi=canary-x")]
    [InlineData("--TOOL_CREDENTIALS_DIR=/nowhere/at/all")]
    public async Task Start_WithABadSource_RefusedWithoutSayingTheSecret(params string[] arguments)
    {
        var refusal = await Assert.ThrowsAsync<InvalidConfigurationException>(() => TestGateway.StartAsync(Backend.Embedded, arguments));

        Assert.Contains("TOOL_CREDENTIAL", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string?> ValueAsync(TestGateway gateway, string tool) => (await gateway.Proxy.FindAsync(tool))?.Field("value");

    private string PathOf(string tool) => Path.Combine(_folder.Path, tool);

    private void Write(string tool, string secret) => File.WriteAllText(PathOf(tool), secret);

    private Task<TestGateway> StartAsync(Backend backend, params string[] arguments) => TestGateway.StartAsync(
        backend, [$"--TOOL_CREDENTIALS_DIR={_folder.Path}", .. arguments], services => services.AddSingleton<TimeProvider>(_clock));
}
