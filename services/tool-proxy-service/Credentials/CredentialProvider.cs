using System.Collections.Concurrent;
using System.Security.Cryptography;
using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// Provides the credential of a tool: its active stored version, else its file, else its environment variables. Cached for 5 seconds; a
/// change through the API takes effect at once on every replica. During an outage of the database the last one is used as long as
/// <see cref="AnswerCache{T}"/> allows.
/// </summary>
internal sealed partial class CredentialProvider(
    CredentialStore store,
    CredentialEncryption encryption,
    FileCredentials files,
    EnvironmentCredentials environment,
    AnswerCache<ToolCredential?> cache,
    GatewaySecrets secrets,
    ILogger<CredentialProvider> log)
{
    /// <summary>Named in the 503 when a credential cannot be read.</summary>
    public const string Dependency = "credential store";

    private readonly byte[] _versionKey = secrets.DeriveKey("4runr credential version v1");

    /// <summary>Tools whose credential could not be read the last time, and why: logged once, not with every call.</summary>
    private readonly ConcurrentDictionary<string, string> _reported = new(StringComparer.Ordinal);

    /// <param name="tool">The name of an existing tool.</param>
    /// <returns>Null when the tool has no credential.</returns>
    /// <exception cref="DependencyUnavailableException">The tool may have one, but it cannot be read.</exception>
    public ValueTask<ToolCredential?> FindAsync(string tool, CancellationToken cancellationToken) =>
        cache.GetAsync(tool, allowStale: true, (Credentials: this, tool), static (question, ask) => question.Credentials.AskAsync(question.tool, ask), cancellationToken);

    private async Task<CacheableAnswer<ToolCredential?>> AskAsync(string tool, CancellationToken cancellationToken)
    {
        try
        {
            var credential = await FindStoredAsync(tool, cancellationToken)
                ?? From("file", tool, files.Find(tool))
                ?? From("env", tool, environment.Find(tool));
            if (_reported.TryRemove(tool, out _))
            {
                Log.UsableAgain(log, tool);
            }

            return new CacheableAnswer<ToolCredential?>(credential, [InvalidationSubjects.Credential(tool)]);
        }
        catch (StorageUnavailableException exception)
        {
            Report(tool, "The database is not available.");
            throw new DependencyUnavailableException(Dependency, exception);
        }
        catch (Exception exception) when (exception is SecretUnreadableException or CredentialUnusableException)
        {
            // No fallback to another source: the tool would use an identity that nobody chose.
            Report(tool, exception.Message);
            throw new DependencyUnavailableException(Dependency, exception);
        }
    }

    private void Report(string tool, string reason)
    {
        if (_reported.GetValueOrDefault(tool) != reason)
        {
            _reported[tool] = reason;
            Log.Unusable(log, tool, reason);
        }
    }

    private async Task<ToolCredential?> FindStoredAsync(string tool, CancellationToken cancellationToken) =>
        await store.FindActiveAsync(tool, cancellationToken) is { } row ? new ToolCredential($"stored:{row.Version}", encryption.Decrypt(row)) : null;

    private ToolCredential? From(string source, string tool, SourceCredential? found) =>
        found is null ? null : new ToolCredential($"{source}:{VersionOf(tool, found.Secrets)}", found.Secrets);

    /// <summary>Changes with the secrets without revealing them: an HMAC with a key of the gateway.</summary>
    private string VersionOf(string tool, IReadOnlyDictionary<string, string> found)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(
            found.OrderBy(field => field.Key, StringComparer.Ordinal).SelectMany(field => (string[])[field.Key, field.Value]).Prepend(tool));
        try
        {
            return Convert.ToHexStringLower(HMACSHA256.HashData(_versionKey, text).AsSpan(0, 8));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The credential of {Tool} cannot be used. {Reason}")]
        public static partial void Unusable(ILogger logger, string tool, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The credential of {Tool} can be used again.")]
        public static partial void UsableAgain(ILogger logger, string tool);
    }
}
