namespace FourRunr.Auth.KeyRing;

/// <summary>A key of the ring, without its material.</summary>
/// <param name="Kid">What tokens name in their headers.</param>
/// <param name="State"><c>published</c> (signs soon), <c>signing</c>, <c>accepted</c> (checks old tokens) or <c>retired</c>.</param>
/// <param name="UsableFrom">From when on it signs.</param>
/// <param name="AcceptedUntil">Until when tokens made with it are accepted; absent for the newest key.</param>
public sealed record SigningKeyResponse(
    string Kid, string State, DateTimeOffset CreatedAt, DateTimeOffset UsableFrom, DateTimeOffset? AcceptedUntil)
{
    internal static IReadOnlyList<SigningKeyResponse> From(KeyRingSnapshot ring, DateTimeOffset now)
    {
        var signing = ring.Signing(now);
        return [.. ring.Keys.Select((key, position) => new SigningKeyResponse(
            key.Kid, StateOf(key), key.CreatedAt, key.UsableFrom, ring.AcceptedUntil(position))).Reverse()];

        string StateOf(SigningKey key) => key switch
        {
            _ when key == signing => "signing",
            _ when key.Number > signing.Number => "published",
            _ => ring.Accepted(key.Kid, now) is null ? "retired" : "accepted",
        };
    }
}
