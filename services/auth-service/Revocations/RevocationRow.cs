namespace FourRunr.Auth.Revocations;

internal sealed class RevocationRow
{
    public required string RevocationId { get; init; }
    public required string Scope { get; init; }
    public required string Subject { get; init; }
    public required DateTimeOffset RevokedBefore { get; init; }
    public required string Reason { get; init; }
    public long? SuspendedAgents { get; init; }

    public KillSwitchResponse ToResponse() =>
        new(RevocationId, Scope, Subject.Length == 0 ? null : Subject, RevokedBefore, Reason, SuspendedAgents);
}
