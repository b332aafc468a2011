using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Tests;

/// <summary>Policies of one agent or of its role, named after their ids.</summary>
internal static class Policies
{
    public static CompiledPolicy Of(string id, PolicySpec spec, bool ofAgent = false, PolicyMode mode = PolicyMode.Enforce) =>
        CompiledPolicy.Compile(new PolicyResponse
        {
            PolicyId = id,
            Name = $"name of {id}",
            AgentId = ofAgent ? "agt_1" : null,
            Role = ofAgent ? null : "tester",
            Version = 3,
            Mode = mode,
            Spec = spec,
            CreatedAt = default,
            UpdatedAt = default,
        });
}
