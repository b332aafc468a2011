namespace FourRunr.ToolProxy.Identity;

/// <summary>A verified agent and the bounds of the token it came with.</summary>
/// <param name="Tags">In ordinal order; empty without any.</param>
/// <param name="Tools">Tool names, or <c>*</c> for all.</param>
/// <param name="Permissions"><c>read</c>, <c>write</c>, or <c>*</c> for both.</param>
internal sealed record AgentIdentity(
    string AgentId,
    string Name,
    string Role,
    IReadOnlyList<string> Tags,
    string TokenId,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Permissions,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt)
{
    private const string All = "*";

    public bool TokenCovers(string tool) => Tools.Contains(tool) || Tools.Contains(All);

    public bool TokenPermits(string permission) => Permissions.Contains(permission) || Permissions.Contains(All);
}
