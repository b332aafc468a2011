using FourRunr.Invalidation;

namespace FourRunr.Auth.KeyRing;

/// <summary>
/// The keys that sign and verify tokens. A new key is published before it signs. An old key is accepted until all tokens that it signed
/// have expired.
/// </summary>
internal sealed partial class SigningKeyRing(
    SigningKeyStore store, KeyMaterial material, IInvalidationChannel channel, TimeProvider clock, ILogger<SigningKeyRing> log)
    : IDisposable
{
    /// <summary>Time between storing a key and signing with it. Every replica reads the ring within half of this time, the interval of a refresher.</summary>
    public static readonly TimeSpan PublishBeforeUse = TimeSpan.FromSeconds(10);

    /// <summary>How long one key signs.</summary>
    public static readonly TimeSpan RotationInterval = TimeSpan.FromDays(30);

    private const string KidPrefix = "key_";
    private static readonly TimeSpan ReloadAtMostEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1);
    private volatile KeyRingSnapshot _snapshot = new([]);
    private long _reloadedAt;

    public KeyRingSnapshot Snapshot => _snapshot;

    public SigningKey Signing => _snapshot.Signing(clock.GetUtcNow());

    /// <summary>Looks the kid up in the ring. An unknown kid may be new, so the ring is read again, at most once a second.</summary>
    /// <returns>Null when the key is unknown or no longer accepted.</returns>
    public async ValueTask<SigningKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        if (_snapshot.Find(kid) is null)
        {
            await ReloadAsync(ReloadAtMostEvery, cancellationToken);
        }

        return _snapshot.FindAccepted(kid, clock.GetUtcNow());
    }

    /// <summary>Reads the ring. Adds the first key if there is none, and the next one after each <see cref="RotationInterval"/>.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await ReloadAsync(TimeSpan.Zero, cancellationToken);
        if (_snapshot.Keys is not [.., var newest])
        {
            await AddAsync(number: 1, usableFrom: clock.GetUtcNow(), Actor.System, cancellationToken);
        }
        else if (clock.GetUtcNow() - newest.UsableFrom >= RotationInterval)
        {
            await RotateAsync(Actor.System, cancellationToken);
        }
    }

    /// <summary>Adds a key that signs after <see cref="PublishBeforeUse"/>.</summary>
    public Task RotateAsync(Actor actor, CancellationToken cancellationToken) =>
        AddAsync(_snapshot.Keys[^1].Number + 1, clock.GetUtcNow() + PublishBeforeUse, actor, cancellationToken);

    /// <summary>Deletes the keys that are no longer accepted.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var snapshot = _snapshot;
        var oldestAccepted = snapshot.Keys.First(key => snapshot.IsAccepted(key, now));
        if (oldestAccepted != snapshot.Keys[0])
        {
            await store.DeleteBeforeAsync(oldestAccepted.Number, cancellationToken);
            await ReloadAsync(TimeSpan.Zero, cancellationToken);
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task AddAsync(long number, DateTimeOffset usableFrom, Actor actor, CancellationToken cancellationToken)
    {
        var kid = GatewayId.New(KidPrefix, clock);
        var secret = material.Create(kid);
        var row = new SigningKeyRow(number, kid, clock.GetUtcNow(), usableFrom, secret.Ciphertext, secret.KekId, secret.WrappedKey);
        var added = await store.TryAddAsync(row, _snapshot.Keys is [.., var newest] ? newest.Kid : null, actor, cancellationToken);
        await ReloadAsync(TimeSpan.Zero, cancellationToken);
        if (added)
        {
            Log.Added(log, kid, usableFrom);
            await channel.PublishAsync([InvalidationSubjects.KeyRing], CancellationToken.None);
        }
    }

    private async Task ReloadAsync(TimeSpan unlessWithin, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_reloadedAt != 0 && clock.GetElapsedTime(_reloadedAt) < unlessWithin)
            {
                return;
            }

            var known = _snapshot;
            var rows = await store.ListAsync(cancellationToken);
            _snapshot = new KeyRingSnapshot([.. rows.Select(row => known.Find(row.Kid) ?? material.Open(row))]);
            _reloadedAt = clock.GetTimestamp();
        }
        finally
        {
            _gate.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Signing key {Kid} was added; it signs from {UsableFrom:O}.")]
        public static partial void Added(ILogger logger, string kid, DateTimeOffset usableFrom);
    }
}
