namespace FourRunr.Contracts;

/// <summary>
/// Calls that a person must allow one by one. Every policy that applies may ask; all that ask hold together. An agent's policy does not replace
/// what its role's asks for, and a denial wins over an approval.
/// </summary>
public sealed record ApprovalSpec
{
    /// <summary>1 to 64 of <c>a-z 0-9 _ -</c>, begins with a letter; unique within the policy.</summary>
    public required string Name { get; init; }

    /// <summary>Calls that are asked about: <c>tool:action</c>, <c>tool:*</c> or <c>*</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>
    /// Parameter path to its rule, as in guards. The call is asked about where every rule is satisfied; of a path with <c>[]</c> one item that
    /// satisfies it is enough, and so is a parameter that is not there. Absent: every call of the scopes.
    /// </summary>
    public IReadOnlyDictionary<string, ParameterRule>? When { get; init; }

    /// <summary>How many different people must approve: 1 (default) to 5.</summary>
    public int Approvers { get; init; } = 1;

    /// <summary>How long the request waits for people, <c>1m</c> to <c>7d</c>; default <c>30m</c>.</summary>
    public string Expires { get; init; } = "30m";

    /// <summary>How long the agent may take to make the call once it is approved, <c>10s</c> to <c>24h</c>; default <c>10m</c>.</summary>
    public string UseWithin { get; init; } = "10m";

    /// <summary>Whether people must say why.</summary>
    public bool ReasonRequired { get; init; }
}
