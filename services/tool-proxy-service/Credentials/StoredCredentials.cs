using FourRunr.Contracts;
using FourRunr.Hosting.Secrets;
using FourRunr.Invalidation;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>What operators do with stored credentials. Every change is logged with who made it, and told to all replicas.</summary>
internal sealed partial class StoredCredentials(
    CredentialStore store, CredentialReader reader, CredentialEncryption seal, IInvalidationChannel channel, TimeProvider clock, ILogger<StoredCredentials> log)
{
    public async Task<CredentialChange> StoreAsync(StoreCredentialRequest request, string operatorId, CancellationToken cancellationToken)
    {
        var secrets = request.Fields ?? new Dictionary<string, string> { [ToolCredential.Single] = request.Value! };
        var row = new CredentialRow
        {
            Tool = request.Tool,
            Version = 0,
            Fields = [.. secrets.Keys.Order(StringComparer.Ordinal)],
            Note = request.Note,
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = operatorId,
        };
        var change = await store.AddAsync(row, request.Activate, version => seal.Seal(request.Tool, version, secrets), cancellationToken);
        return await TellAsync(change, "stored", operatorId);
    }

    public async Task<CredentialChange> ActivateAsync(string tool, int version, string operatorId, CancellationToken cancellationToken) =>
        await TellAsync(await store.ActivateAsync(tool, version, cancellationToken), "activated", operatorId);

    /// <summary>Back to the version that was active before this one.</summary>
    public async Task<CredentialChange> RollBackAsync(string tool, string operatorId, CancellationToken cancellationToken) =>
        await TellAsync(await store.RollBackAsync(tool, cancellationToken), "activated by a rollback", operatorId);

    /// <summary>Leaves no version active.</summary>
    public async Task<CredentialChange> DeactivateAsync(string tool, string operatorId, CancellationToken cancellationToken) =>
        await TellAsync(await store.DeactivateAsync(tool, cancellationToken), "deactivated", operatorId);

    public async Task<CredentialChange> DeleteAsync(string tool, int version, string operatorId, CancellationToken cancellationToken) =>
        await TellAsync(await store.DeleteAsync(tool, version, cancellationToken), "deleted", operatorId);

    /// <summary>Brings the keys of all versions under the present key-encryption key; the secrets stay as they are.</summary>
    public async Task<RewrapResponse> RewrapAsync(string operatorId, CancellationToken cancellationToken)
    {
        var (rewrapped, current, unreadable) = (0, 0, 0);
        foreach (var row in await reader.ListSealedAsync(cancellationToken))
        {
            if (row.KekId == seal.CurrentKekId)
            {
                current++;
                continue;
            }

            try
            {
                rewrapped += await reader.TryRewrapAsync(row, seal.Rewrap(row), cancellationToken) ? 1 : 0;
            }
            catch (SecretUnreadableException)
            {
                unreadable++;
                Log.Unreadable(log, row.Tool, row.Version);
            }
        }

        Log.Rewrapped(log, operatorId, seal.CurrentKekId, rewrapped, current, unreadable);
        return new RewrapResponse(rewrapped, current, unreadable);
    }

    private async Task<CredentialChange> TellAsync(CredentialChange change, string verb, string operatorId)
    {
        if (change is CredentialChange.Done { Row: var row })
        {
            Log.Changed(log, row.Version, row.Tool, verb, operatorId);
            await channel.PublishAsync([InvalidationSubjects.Credential(row.Tool)], CancellationToken.None);
        }

        return change;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Version {Version} of the credential of {Tool} was {Verb} by {OperatorId}.")]
        public static partial void Changed(ILogger logger, int version, string tool, string verb, string operatorId);

        [LoggerMessage(Level = LogLevel.Information,
            Message = "{OperatorId} had credentials wrapped again under key-encryption key {KekId}: {Rewrapped}, already {Current}, unreadable {Unreadable}.")]
        public static partial void Rewrapped(ILogger logger, string operatorId, string kekId, int rewrapped, int current, int unreadable);

        [LoggerMessage(Level = LogLevel.Error, Message = "Version {Version} of the credential of {Tool} does not open with any configured key-encryption key.")]
        public static partial void Unreadable(ILogger logger, string tool, int version);
    }
}
