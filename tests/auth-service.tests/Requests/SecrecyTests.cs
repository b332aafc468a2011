using System.Net;
using FourRunr.Auth.KeyRing;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FourRunr.Auth.Tests.Requests;

/// <summary>Secrets are shown once at most, and are in no answer and no database after that.</summary>
public sealed class SecrecyTests
{
    [Theory, BothBackends]
    public async Task Secrets_AfterAllKindsOfUse_NowhereStoredOrAnswered(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        List<byte[]> secrets = [];
        await using (var host = await AuthHost.StartAsync(storage))
        {
            var agent = await host.CreateAgentWithNewKeyAsync();
            using var key = Assertions.KeyOf(agent);
            var issued = await host.IssueAsync(agent.AgentId);
            var fetched = await (await host.RequestTokenAsync(Assertions.Make(agent.AgentId, key, host.Now))).ReadAsync<OAuthTokenResponse>();
            var operatorKey = await host.CreateOperatorKeyAsync(OperatorRole.Admin);
            var signing = host.Service.Services.GetRequiredService<SigningKeyRing>().Signing;
            string[] texts = [issued.Token, fetched.AccessToken, operatorKey, TestSecrets.AdminKey, TestSecrets.ServiceKey, TestSecrets.KeyEncryptionKey];
            secrets.AddRange(texts.Select(Encoding.UTF8.GetBytes));
            secrets.Add(Encoding.UTF8.GetBytes(agent.PrivateKeyPem!.Split('\n')[5]));
            secrets.Add(key.ExportParameters(includePrivateParameters: true).D!);
            secrets.Add(signing.MacKey);
            secrets.Add(signing.Rsa.ExportParameters(includePrivateParameters: true).P!);

            await AssertAnswersHideAsync(host, agent.AgentId, secrets);
        }

        var stored = backend == Backend.Embedded ? ReadFiles(storage.DataDirectory) : await ReadPostgresAsync(storage);
        // The search can find: what is public is there.
        Assert.True(Contains(stored, Encoding.UTF8.GetBytes("serpapi")));
        Assert.DoesNotContain(secrets, secret => Contains(stored, secret));
    }

    private static async Task AssertAnswersHideAsync(AuthHost host, string agentId, List<byte[]> secrets)
    {
        string[] paths =
        [
            "/v1/agents", $"/v1/agents/{agentId}", $"/v1/agents/{agentId}/tokens", "/v1/operators", "/v1/keys", "/v1/security-events",
            "/v1/revocations", "/metrics", "/health/ready", "/openapi/v1.json", "/.well-known/oauth-authorization-server",
        ];
        foreach (var path in paths)
        {
            using var response = await host.Admin.GetAsync(path);
            var answer = await response.Content.ReadAsByteArrayAsync();
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
            Assert.DoesNotContain(secrets, secret => Contains(answer, secret));
        }
    }

    /// <summary>Raw bytes, and for key material the base64 forms too.</summary>
    private static bool Contains(byte[] hay, byte[] needle) =>
        hay.AsSpan().IndexOf(needle) >= 0
        || hay.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(needle).TrimEnd('='))) >= 0
        || hay.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(needle))) >= 0;

    private static byte[] ReadFiles(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*.db*", SearchOption.AllDirectories).SelectMany(File.ReadAllBytes)];

    /// <summary>Every row of every table as text; byte arrays come out in hex.</summary>
    private static async Task<byte[]> ReadPostgresAsync(TestStorageSettings storage)
    {
        const string argument = "--ConnectionStrings:Postgres=";
        var connectionString = storage.Arguments.Single(text => text.StartsWith(argument, StringComparison.Ordinal))[argument.Length..];
        await using var source = NpgsqlDataSource.Create(connectionString);
        var tables = new List<string>();
        await using (var names = source.CreateCommand("SELECT table_name FROM information_schema.tables WHERE table_schema = 'auth'"))
        await using (var reader = await names.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var text = new StringBuilder();
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand($"SELECT t::text FROM auth.{table} AS t");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                text.AppendLine(reader.GetString(0));
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
