using Npgsql;
using Xunit;

namespace FourRunr.Testing;

/// <summary>The real Postgres and Redis that <c>tests/run.sh</c> starts and names in the environment.</summary>
public static class TestServers
{
    /// <summary>Tests of something else than a slow server must not fail on a busy machine.</summary>
    private const int PatientSeconds = 20;

    /// <summary>For the connection string of a Redis that is not to look as if it were away.</summary>
    public const string PatientTimes = "connectTimeout=20000,asyncTimeout=20000,syncTimeout=20000";

    /// <summary>As many as tests/servers.sh has Redis keep.</summary>
    private const int RedisDatabases = 1024;

    private static int _redisDatabases;

    /// <summary>A connection string with the right to create databases.</summary>
    public static string Postgres => Required("TEST_POSTGRES");

    /// <summary><c>host:port</c> of an empty Redis.</summary>
    public static string Redis => Required("TEST_REDIS");

    /// <summary>
    /// A database of its own in that Redis, so that tests beside each other share no bucket, and channels of its own, so that
    /// what one revokes is not news to another.
    /// </summary>
    public static string NextRedisDatabase()
    {
        var database = (Environment.ProcessId * 31 + Interlocked.Increment(ref _redisDatabases)) % RedisDatabases;
        return $"{Redis},defaultDatabase={database},channelPrefix={database}:,{PatientTimes}";
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public static async Task<string> CreatePostgresDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var server = NpgsqlDataSource.Create(Postgres);
        await using var command = server.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Postgres) { Database = name, MaxPoolSize = 10, Timeout = PatientSeconds, CommandTimeout = PatientSeconds }.ConnectionString;
    }

    private static string Required(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return value;
        }

        // On a developer's machine a lone `dotnet test` may go without servers; in CI that would be a hole.
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, $"{variable} is not set; run tests/run.sh.");
        throw new InvalidOperationException($"{variable} is not set; run tests/run.sh.");
    }
}
