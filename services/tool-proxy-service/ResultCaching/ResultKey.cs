using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.ResultCaching;

/// <summary>All that a result depends on. Calls that differ in any of it do not share one.</summary>
/// <param name="AgentId">Part of the key unless the action's results are for everybody.</param>
/// <param name="ParametersHash">Keyed hash of the canonical parameters.</param>
/// <param name="CredentialVersion">Null for a tool without one.</param>
/// <param name="Policies">Every policy version that had a say.</param>
internal readonly record struct ResultKey(
    ToolAction Action, string AgentId, string ParametersHash, string? CredentialVersion, string Policies)
{
    public TimeSpan KeepFor => Action.CacheFor ?? TimeSpan.Zero;

    /// <summary>No part can hold the separator: names, ids and hashes are the gateway's own words.</summary>
    public override string ToString() => string.Join(
        '\n', Action.Tool, Action.Name, Action.Version, Action.SharesCache ? "" : AgentId, ParametersHash, CredentialVersion, Policies);
}
