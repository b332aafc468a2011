namespace FourRunr.Auth.KeyRing;

/// <summary>The ring at one moment, in the order of the key numbers. The clock alone decides what a key may do.</summary>
internal sealed class KeyRingSnapshot(IReadOnlyList<SigningKey> keys)
{
    /// <summary>How long a key is accepted after the next one began to sign: longest token lifetime and allowed clock skew.</summary>
    public static readonly TimeSpan AcceptedAfterwards = TimeSpan.FromHours(24) + TimeSpan.FromSeconds(30);

    public IReadOnlyList<SigningKey> Keys { get; } = keys;

    /// <summary>The newest key that may sign. If clocks differ, the first key may sign a little early.</summary>
    public SigningKey Signing(DateTimeOffset now) => Keys.LastOrDefault(key => key.UsableFrom <= now) ?? Keys[0];

    public SigningKey? FindAccepted(string kid, DateTimeOffset now) =>
        Find(kid) is { } key && IsAccepted(key, now) ? key : null;

    public SigningKey? Find(string kid) => Keys.FirstOrDefault(key => key.Kid == kid);

    public bool IsAccepted(SigningKey key, DateTimeOffset now) => AcceptedUntil(key) is not { } end || now < end;

    /// <summary>Null while no later key exists.</summary>
    public DateTimeOffset? AcceptedUntil(SigningKey key) =>
        Keys.FirstOrDefault(next => next.Number > key.Number)?.UsableFrom + AcceptedAfterwards;
}
