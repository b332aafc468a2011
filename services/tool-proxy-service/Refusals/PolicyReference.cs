namespace FourRunr.ToolProxy.Refusals;

/// <summary>One version of one policy, written <c>pol_…@3</c>.</summary>
internal readonly record struct PolicyReference(string PolicyId, int Version)
{
    public override string ToString() => $"{PolicyId}@{Version}";
}
