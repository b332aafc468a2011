namespace FourRunr.PolicyEvaluation;

/// <summary>What a policy is bound to. Where only one of several limits can count, the one that is bound nearest to the agent does.</summary>
public enum PolicyNearness
{
    /// <summary>Every agent of a role.</summary>
    Role,

    /// <summary>Every agent with a tag.</summary>
    Tag,

    /// <summary>One agent.</summary>
    Agent,
}
