namespace FourRunr.Auth.KeyRing;

/// <summary>A key of the ring, without its material.</summary>
/// <param name="Kid">The key id in the headers of tokens.</param>
/// <param name="State"><c>published</c> (signs soon), <c>signing</c>, <c>accepted</c> (verifies old tokens) or <c>retired</c>.</param>
/// <param name="UsableFrom">When it starts to sign.</param>
/// <param name="AcceptedUntil">When tokens signed with it are no longer accepted; absent for the newest key.</param>
public sealed record SigningKeyResponse(
    string Kid, string State, DateTimeOffset CreatedAt, DateTimeOffset UsableFrom, DateTimeOffset? AcceptedUntil)
{
    internal static IReadOnlyList<SigningKeyResponse> From(KeyRingSnapshot ring, DateTimeOffset now)
    {
        var signing = ring.Signing(now);
        return [.. ring.Keys.Select(key => new SigningKeyResponse(
            key.Kid, StateOf(key), key.CreatedAt, key.UsableFrom, ring.AcceptedUntil(key))).Reverse()];

        string StateOf(SigningKey key) => key switch
        {
            _ when key == signing => "signing",
            _ when key.Number > signing.Number => "published",
            _ => ring.IsAccepted(key, now) ? "accepted" : "retired",
        };
    }
}
