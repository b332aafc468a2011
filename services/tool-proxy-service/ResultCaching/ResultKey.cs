using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.ResultCaching;

/// <summary>Everything that a result depends on. Calls that differ in any part do not share a result.</summary>
/// <param name="AgentId">Null if all agents share the action's results.</param>
/// <param name="ParametersHash">Keyed hash of the canonical parameters.</param>
/// <param name="CredentialVersion">Null for a tool without one.</param>
/// <param name="Policies">All policy versions of the decision.</param>
internal sealed record ResultKey(
    string Tool, string Action, string? Version, TimeSpan? CacheFor,
    string? AgentId, string ParametersHash, string? CredentialVersion, string Policies)
{
    public ResultKey(ToolAction action, string agentId, string parametersHash, string? credentialVersion, string policies)
        : this(
            action.Tool,
            action.Name,
            action.Version,
            action.CacheFor,
            action.SharesCache ? null : agentId,
            parametersHash,
            credentialVersion,
            policies)
    {
    }

    /// <summary>The hash of the parameters tells nearly all keys apart.</summary>
    public override int GetHashCode() => ParametersHash.GetHashCode(StringComparison.Ordinal);
}
