namespace FourRunr.Policy.Policies;

/// <summary>What became of a request to change a policy.</summary>
internal abstract record PolicyOutcome
{
    private PolicyOutcome()
    {
    }

    /// <param name="Policy">As it is now; as it was, when it was deleted.</param>
    public sealed record Done(PolicyRow Policy) : PolicyOutcome;

    public sealed record NotFound : PolicyOutcome;

    public sealed record NameTaken : PolicyOutcome;

    /// <summary>The policy has another version than If-Match asks for.</summary>
    public sealed record Moved(int CurrentVersion) : PolicyOutcome;

    public sealed record NoSuchVersion(int Version) : PolicyOutcome;
}
