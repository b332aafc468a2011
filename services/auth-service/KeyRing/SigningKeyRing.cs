using FourRunr.Contracts;
using FourRunr.Invalidation;

namespace FourRunr.Auth.KeyRing;

/// <summary>The keys that make and check tokens. New keys are published before they sign; old ones are accepted long enough.</summary>
internal sealed partial class SigningKeyRing(
    SigningKeyStore store, KeyMaterial material, IInvalidationChannel channel, TimeProvider clock, ILogger<SigningKeyRing> log) : IDisposable
{
    /// <summary>Between storing a key and signing with it: every replica reads the ring within half of this.</summary>
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

    /// <summary>Looks the kid up in our own ring; one that is unknown may be new, so the ring is read again, at most once a second.</summary>
    public async ValueTask<SigningKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        if (_snapshot.Known(kid) is null)
        {
            await ReloadAsync(ReloadAtMostEvery, cancellationToken);
        }

        return _snapshot.Accepted(kid, clock.GetUtcNow());
    }

    /// <summary>Reads the ring; makes the first key if there is none, and the next one when the newest has signed long enough.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await ReloadAsync(TimeSpan.Zero, cancellationToken);
        if (_snapshot.Keys is not [.., var newest])
        {
            await AddAsync(number: 1, usableFrom: clock.GetUtcNow(), cancellationToken);
        }
        else if (clock.GetUtcNow() - newest.UsableFrom >= RotationInterval)
        {
            await RotateAsync(cancellationToken);
        }
    }

    /// <summary>Adds a key that signs in 10 seconds.</summary>
    public Task RotateAsync(CancellationToken cancellationToken) =>
        AddAsync(_snapshot.Keys[^1].Number + 1, clock.GetUtcNow() + PublishBeforeUse, cancellationToken);

    /// <summary>Deletes keys that nothing valid was made with.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var snapshot = _snapshot;
        var oldestAccepted = snapshot.Keys.Where((_, position) => snapshot.AcceptedUntil(position) is not { } end || now < end).First();
        if (oldestAccepted != snapshot.Keys[0])
        {
            await store.DeleteBeforeAsync(oldestAccepted.Number, cancellationToken);
            await ReloadAsync(TimeSpan.Zero, cancellationToken);
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task AddAsync(long number, DateTimeOffset usableFrom, CancellationToken cancellationToken)
    {
        var kid = GatewayId.New(KidPrefix, clock);
        var made = material.Make(kid);
        var row = new SigningKeyRow
        {
            Number = number,
            Kid = kid,
            CreatedAt = clock.GetUtcNow(),
            UsableFrom = usableFrom,
            Material = made.Ciphertext,
            KekId = made.KekId,
            WrappedKey = made.WrappedKey,
        };
        var added = await store.TryAddAsync(row, cancellationToken);
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
            var rows = await store.ReadAsync(cancellationToken);
            _snapshot = new KeyRingSnapshot([.. rows.Select(row => known.Known(row.Kid) ?? Open(row))]);
            _reloadedAt = clock.GetTimestamp();
        }
        finally
        {
            _gate.Release();
        }
    }

    private SigningKey Open(SigningKeyRow row)
    {
        var (macKey, rsa) = material.Open(row);
        return new SigningKey(row.Number, row.Kid, row.CreatedAt, row.UsableFrom, macKey, rsa);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Signing key {Kid} was added; it signs from {UsableFrom:O}.")]
        public static partial void Added(ILogger logger, string kid, DateTimeOffset usableFrom);
    }
}
