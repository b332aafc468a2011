namespace FourRunr.Auth.SignIn;

/// <summary>A request for consent, and the code that came of it.</summary>
internal sealed class AuthorizationRow
{
    public required string OperatorId { get; init; }
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }
    public required string CodeChallenge { get; init; }
    public string? State { get; init; }
    public string? Scope { get; init; }
    public string? Resource { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public string? AgentId { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
    public string? FamilyId { get; init; }

    public AuthorizationRequest ToRequest() =>
        new(ClientId, RedirectUri, ResponseType: null, CodeChallenge, CodeChallengeMethod: null, State, Scope, Resource);
}
