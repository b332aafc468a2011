namespace FourRunr.ToolProxy.Identity;

/// <summary>The caller's credential: a token, or why none could be read. ToString does not show it.</summary>
/// <param name="ExpectedTokenId">The token's id, if the caller states it.</param>
/// <param name="Resource">The path of the MCP endpoint that is called; null for all others. A token may be good for one of them alone.</param>
internal readonly record struct Credential(
    ReadOnlyMemory<char>? Token, ErrorKind? Refusal = null, string? ExpectedTokenId = null, string? Resource = null)
{
    public override string ToString() => nameof(Credential);
}
