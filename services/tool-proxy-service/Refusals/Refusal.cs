namespace FourRunr.ToolProxy.Refusals;

/// <summary>Why a call is refused; every step of the pipeline refuses with one of these.</summary>
/// <param name="Detail">For the caller: never an exception's message, a secret or a tool's own words.</param>
internal sealed record Refusal(ErrorKind Kind, string? Detail = null)
{
    public string? Rule { get; init; }

    /// <summary>The policy of the rule, for the record; null for that of the decision.</summary>
    public PolicyReference? Policy { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When a budget has room again.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    public long? Remaining { get; init; }

    /// <summary>The request for approval that the call waits for, or was refused by.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Until when people may decide, or the approved call may be made.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? HowToFix { get; init; }

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public ProblemResult ToProblem() => new(Kind, Detail)
    {
        Rule = Rule,
        RetryAfter = RetryAfter,
        ResetsAt = ResetsAt,
        Remaining = Remaining,
        ApprovalId = ApprovalId,
        ExpiresAt = ExpiresAt,
        HowToFix = HowToFix,
        Errors = Errors,
    };

    /// <param name="dependency">What is not available.</param>
    /// <param name="mayHaveActed">Whether the tool may have been asked to change something.</param>
    public static Refusal Unavailable(string dependency, bool mayHaveActed) =>
        new(GatewayErrors.DependencyUnavailable, $"The {dependency} is not reachable.")
        {
            RetryAfter = DependencyUnavailableException.RetryAfter,
            HowToFix = mayHaveActed ? null : GatewayErrors.NothingWasDone,
        };
}
