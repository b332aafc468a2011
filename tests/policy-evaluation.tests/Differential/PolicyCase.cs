using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Tests.Differential;

/// <summary>A set of policies and one call. Prints as the JSON that reproduces it.</summary>
public sealed record PolicyCase(
    IReadOnlyList<PolicyResponse> Policies, string Tool, string Action, string? Intent, JsonObject Parameters, long RequestBytes, DateTimeOffset Now,
    string? Model = null)
{
    public JsonElement ParametersElement => JsonSerializer.SerializeToElement(Parameters);

    public override string ToString() => JsonSerializer.Serialize(
        new { Tool, Action, Intent, Parameters, RequestBytes, Now, Model, Policies = Policies.Select(policy => new { policy.PolicyId, policy.AgentId, policy.Tag, policy.Spec }) },
        GatewayJson.Tolerant);
}
