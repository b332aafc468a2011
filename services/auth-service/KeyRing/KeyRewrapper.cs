using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <summary>Encrypts the stored keys with the current key-encryption key. The keys in memory do not change.</summary>
internal sealed partial class KeyRewrapper(SigningKeyStore store, KeyMaterial material, ILogger<KeyRewrapper> log)
{
    public async Task<RewrapResponse> RewrapAsync(Actor actor, CancellationToken cancellationToken)
    {
        await store.RecordRewrapAsync(material.CurrentKekId, actor, cancellationToken);
        var (rewrapped, current, unreadable) = (0, 0, 0);
        foreach (var row in await store.ListAsync(cancellationToken))
        {
            if (row.KekId == material.CurrentKekId)
            {
                current++;
                continue;
            }

            try
            {
                rewrapped += await store.TryReplaceAsync(row, material.Rewrap(row), cancellationToken) ? 1 : 0;
            }
            catch (SecretUnreadableException)
            {
                unreadable++;
                Log.Unreadable(log, row.Kid);
            }
        }

        Log.Rewrapped(log, rewrapped, current, unreadable, material.CurrentKekId);
        return new RewrapResponse(rewrapped, current, unreadable);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information,
            Message = "Signing keys under key-encryption key {KekId}: {Rewrapped} rewrapped, {Current} current, {Unreadable} unreadable.")]
        public static partial void Rewrapped(ILogger logger, int rewrapped, int current, int unreadable, string kekId);

        [LoggerMessage(Level = LogLevel.Error, Message = "No configured key-encryption key decrypts signing key {Kid}.")]
        public static partial void Unreadable(ILogger logger, string kid);
    }
}
