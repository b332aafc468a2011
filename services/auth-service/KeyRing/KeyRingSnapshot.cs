using System.Collections.Frozen;

namespace FourRunr.Auth.KeyRing;

/// <summary>The ring at one moment, in the order of the key numbers. The clock alone decides what a key may do.</summary>
internal sealed class KeyRingSnapshot(IReadOnlyList<SigningKey> keys)
{
    /// <summary>How long a key is accepted after the next one began to sign: the longest token lifetime and the allowed clock skew.</summary>
    public static readonly TimeSpan AcceptedAfterwards = TimeSpan.FromHours(24) + TimeSpan.FromSeconds(30);

    private readonly FrozenDictionary<string, int> _positions =
        keys.Select((key, position) => (key.Kid, position)).ToFrozenDictionary(entry => entry.Kid, entry => entry.position, StringComparer.Ordinal);

    public IReadOnlyList<SigningKey> Keys { get; } = keys;

    /// <summary>The newest key that may sign. If clocks differ, the first key may sign a little early.</summary>
    public SigningKey Signing(DateTimeOffset now) => Keys.LastOrDefault(key => key.UsableFrom <= now) ?? Keys[0];

    public SigningKey? FindAccepted(string kid, DateTimeOffset now) =>
        _positions.TryGetValue(kid, out var position) && (AcceptedUntil(position) is not { } end || now < end) ? Keys[position] : null;

    public SigningKey? Find(string kid) => _positions.TryGetValue(kid, out var position) ? Keys[position] : null;

    /// <summary>Null while no later key exists.</summary>
    public DateTimeOffset? AcceptedUntil(int position) =>
        position + 1 < Keys.Count ? Keys[position + 1].UsableFrom + AcceptedAfterwards : null;
}
