using FourRunr.PolicyEvaluation;

namespace FourRunr.Policy.Decisions;

/// <summary>A policy that is tried without being stored.</summary>
internal sealed record DraftPolicy(PolicyRequest Document, CompiledPolicy Compiled)
{
    /// <summary>Compiles a draft with an id that no stored policy has. Ids sort by the position in the list.</summary>
    public static DraftPolicy Compile(PolicyRequest document, int index) =>
        Compile(document, string.Create(CultureInfo.InvariantCulture, $"draft_{index:D4}"), version: 1);

    public static DraftPolicy Compile(PolicyRequest document, string policyId, int version)
    {
        var policy = new PolicyResponse
        {
            PolicyId = policyId,
            Name = document.Name,
            AgentId = document.AgentId,
            Role = document.Role,
            Tag = document.Tag,
            Version = version,
            Mode = document.Mode,
            Spec = document.Spec,
            CreatedAt = default,
            UpdatedAt = default,
        };
        return new DraftPolicy(document, CompiledPolicy.Compile(policy));
    }

    public bool AppliesTo(string? agentId, string? role, IReadOnlyCollection<string> tags) => Document switch
    {
        { AgentId: { } ownAgent } => ownAgent == agentId,
        { Tag: { } tag } => tags.Contains(tag),
        _ => Document.Role == role,
    };
}
