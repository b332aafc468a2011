using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Tests;

/// <summary>Policies of one agent, of its role or of a tag, named after their ids.</summary>
internal static class Policies
{
    public static CompiledPolicy Of(string id, PolicySpec spec, bool ofAgent = false, PolicyMode mode = PolicyMode.Enforce, string? tag = null) =>
        CompiledPolicy.Compile(new PolicyResponse
        {
            PolicyId = id,
            Name = $"name of {id}",
            AgentId = ofAgent ? "agt_1" : null,
            Role = ofAgent || tag is not null ? null : "tester",
            Tag = tag,
            Version = 3,
            Mode = mode,
            Spec = spec,
            CreatedAt = default,
            UpdatedAt = default,
        });
}
