namespace FourRunr.Policy.Policies;

/// <summary>How a change of a policy ended.</summary>
internal abstract record PolicyOutcome
{
    /// <param name="Policy">The policy after the change; the last one when it was deleted.</param>
    public sealed record Done(PolicyRow Policy) : PolicyOutcome;

    public sealed record NotFound : PolicyOutcome;

    public sealed record NameTaken : PolicyOutcome;

    /// <summary>The policy has another version than If-Match names.</summary>
    public sealed record VersionMismatch(int CurrentVersion) : PolicyOutcome;

    public sealed record NoSuchVersion(int Version) : PolicyOutcome;
}
