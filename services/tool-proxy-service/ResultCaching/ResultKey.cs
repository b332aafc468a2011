using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.ResultCaching;

/// <summary>Everything that a result depends on. Calls that differ in any part do not share a result.</summary>
/// <param name="action">Its version counts too.</param>
/// <param name="agentId">Counts unless all agents share the action's results.</param>
/// <param name="parametersHash">Keyed hash of the canonical parameters.</param>
/// <param name="credentialVersion">Null for a tool without one.</param>
/// <param name="policies">All policy versions of the decision.</param>
internal sealed class ResultKey(ToolAction action, string agentId, string parametersHash, string? credentialVersion, string policies)
    : IEquatable<ResultKey>
{
    private readonly string? _agentId = action.SharesCache ? null : agentId;
    private readonly string _parametersHash = parametersHash;
    private readonly string? _credentialVersion = credentialVersion;
    private readonly string _policies = policies;

    public ToolAction Action { get; } = action;

    public bool Equals(ResultKey? other) => other is not null
        && _parametersHash == other._parametersHash
        && Action.Tool == other.Action.Tool
        && Action.Name == other.Action.Name
        && Action.Version == other.Action.Version
        && _agentId == other._agentId
        && _credentialVersion == other._credentialVersion
        && _policies == other._policies;

    public override bool Equals(object? obj) => Equals(obj as ResultKey);

    /// <summary>The hash of the parameters tells nearly all keys apart.</summary>
    public override int GetHashCode() => _parametersHash.GetHashCode(StringComparison.Ordinal);
}
