using FourRunr.Hosting.Secrets;
using FourRunr.Invalidation;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// The operators' changes of stored credentials. Every change is logged with its operator, and published to all replicas.
/// </summary>
internal sealed partial class CredentialManager(
    CredentialStore store, CredentialEncryption encryption, IInvalidationChannel channel, TimeProvider clock, ILogger<CredentialManager> log)
{
    public async Task<CredentialChange> StoreAsync(StoreCredentialRequest request, Actor actor, CancellationToken cancellationToken)
    {
        var secrets = request.Fields ?? new Dictionary<string, string> { [ToolCredential.Single] = request.Value! };
        IReadOnlyList<string> fields = [.. secrets.Keys.Order(StringComparer.Ordinal)];
        var row = new CredentialRow(request.Tool, Version: 0, ActiveVersion: null, fields, request.Note, clock.GetUtcNow(), actor.Id);
        var change = await store.AddAsync(row, request.Activate, version => encryption.Encrypt(request.Tool, version, secrets), actor, cancellationToken);
        return await PublishAsync(change, "stored", actor.Id);
    }

    public async Task<CredentialChange> ActivateAsync(string tool, int version, Actor actor, CancellationToken cancellationToken) =>
        await PublishAsync(await store.ActivateAsync(tool, version, actor, cancellationToken), "activated", actor.Id);

    /// <summary>Activates the version that was active before this one.</summary>
    public async Task<CredentialChange> RollBackAsync(string tool, Actor actor, CancellationToken cancellationToken) =>
        await PublishAsync(await store.RollBackAsync(tool, actor, cancellationToken), "activated by a rollback", actor.Id);

    /// <summary>Leaves no version active.</summary>
    public async Task<CredentialChange> DeactivateAsync(string tool, Actor actor, CancellationToken cancellationToken) =>
        await PublishAsync(await store.DeactivateAsync(tool, actor, cancellationToken), "deactivated", actor.Id);

    public async Task<CredentialChange> DeleteAsync(string tool, int version, Actor actor, CancellationToken cancellationToken) =>
        await PublishAsync(await store.DeleteAsync(tool, version, actor, cancellationToken), "deleted", actor.Id);

    /// <summary>Wraps the data keys of all versions with the current key-encryption key; the secrets are not encrypted again.</summary>
    public async Task<RewrapResponse> RewrapAsync(Actor actor, CancellationToken cancellationToken)
    {
        await store.RecordRewrapAsync(encryption.CurrentKekId, actor, cancellationToken);
        var (rewrapped, current, unreadable) = (0, 0, 0);
        foreach (var row in await store.ListEncryptedAsync(cancellationToken))
        {
            if (row.KekId == encryption.CurrentKekId)
            {
                current++;
                continue;
            }

            try
            {
                rewrapped += await store.TryRewrapAsync(row, encryption.Rewrap(row), cancellationToken) ? 1 : 0;
            }
            catch (SecretUnreadableException)
            {
                unreadable++;
                Log.Unreadable(log, row.Tool, row.Version);
            }
        }

        Log.Rewrapped(log, actor.Id, encryption.CurrentKekId, rewrapped, current, unreadable);
        return new RewrapResponse(rewrapped, current, unreadable);
    }

    private async Task<CredentialChange> PublishAsync(CredentialChange change, string verb, string operatorId)
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
            Message = "{OperatorId} rewrapped credentials with key-encryption key {KekId}: {Rewrapped} rewrapped, {Current} already current, {Unreadable} unreadable.")]
        public static partial void Rewrapped(ILogger logger, string operatorId, string kekId, int rewrapped, int current, int unreadable);

        [LoggerMessage(Level = LogLevel.Error, Message = "Version {Version} of the credential of {Tool} cannot be decrypted with any configured key-encryption key.")]
        public static partial void Unreadable(ILogger logger, string tool, int version);
    }
}
