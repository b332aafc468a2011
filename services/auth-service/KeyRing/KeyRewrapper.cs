using FourRunr.Contracts;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <summary>Brings the stored ring under the present key-encryption key. The ring in memory does not change.</summary>
internal sealed partial class KeyRewrapper(SigningKeyStore store, KeyMaterial material, ILogger<KeyRewrapper> log)
{
    public async Task<RewrapResponse> RewrapAsync(CancellationToken cancellationToken)
    {
        var (rewrapped, current, unreadable) = (0, 0, 0);
        foreach (var row in await store.ReadAsync(cancellationToken))
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
            Message = "Signing keys were wrapped again under key-encryption key {KekId}: {Rewrapped}, already {Current}, unreadable {Unreadable}.")]
        public static partial void Rewrapped(ILogger logger, int rewrapped, int current, int unreadable, string kekId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Signing key {Kid} does not open with any configured key-encryption key.")]
        public static partial void Unreadable(ILogger logger, string kid);
    }
}
