using System.Collections.Frozen;

namespace FourRunr.Auth.KeyRing;

/// <summary>The ring at one moment, keys in the order of their numbers. What a key may do follows from the clock alone.</summary>
internal sealed class KeyRingSnapshot(IReadOnlyList<SigningKey> keys)
{
    /// <summary>Longest token life and the allowed skew: so long is a key accepted after the next one began to sign.</summary>
    public static readonly TimeSpan AcceptedAfterwards = TimeSpan.FromHours(24) + TimeSpan.FromSeconds(30);

    private readonly FrozenDictionary<string, int> _positions =
        keys.Select((key, position) => (key.Kid, position)).ToFrozenDictionary(entry => entry.Kid, entry => entry.position, StringComparer.Ordinal);

    public IReadOnlyList<SigningKey> Keys { get; } = keys;

    /// <summary>The newest key whose time has come; with skewed clocks possibly the first one a little early.</summary>
    public SigningKey Signing(DateTimeOffset now) => Keys.LastOrDefault(key => key.UsableFrom <= now) ?? Keys[0];

    public SigningKey? Accepted(string kid, DateTimeOffset now) =>
        _positions.TryGetValue(kid, out var position) && (AcceptedUntil(position) is not { } end || now < end) ? Keys[position] : null;

    public SigningKey? Known(string kid) => _positions.TryGetValue(kid, out var position) ? Keys[position] : null;

    /// <summary>Null while no later key exists.</summary>
    public DateTimeOffset? AcceptedUntil(int position) =>
        position + 1 < Keys.Count ? Keys[position + 1].UsableFrom + AcceptedAfterwards : null;
}
