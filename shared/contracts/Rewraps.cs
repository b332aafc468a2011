namespace FourRunr.Contracts;

/// <summary>Answer of <c>POST /v1/keys/rewrap</c> and <c>POST /v1/admin/credentials/rewrap</c>.</summary>
/// <param name="Rewrapped">How many were brought under the present <c>GATEWAY_KEK</c> by this request.</param>
/// <param name="AlreadyCurrent">How many were under it before.</param>
/// <param name="Unreadable">How many open with no configured key. Keep every key while this is not 0.</param>
public sealed record RewrapResponse(int Rewrapped, int AlreadyCurrent, int Unreadable);
