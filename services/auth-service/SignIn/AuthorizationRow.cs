namespace FourRunr.Auth.SignIn;

/// <summary>A request for consent, and the code that came of it.</summary>
internal sealed record AuthorizationRow(
    string OperatorId,
    string OperatorName,
    string ClientId,
    string ClientName,
    string RedirectUri,
    string CodeChallenge,
    string? State,
    string? Scope,
    string? Resource,
    DateTimeOffset ExpiresAt,
    string? AgentId,
    DateTimeOffset? UsedAt,
    string? FamilyId)
{
    public AuthorizationRequest ToRequest() =>
        new(ClientId, RedirectUri, ResponseType: null, CodeChallenge, CodeChallengeMethod: null, State, Scope, Resource);
}
