namespace FourRunr.ToolProxy.Identity;

/// <summary>The caller's credential: a token, or why none could be read. ToString does not show it.</summary>
/// <param name="ExpectedTokenId">The token's id, if the caller states it.</param>
internal readonly record struct Credential(ReadOnlyMemory<char>? Token, ErrorKind? Refusal = null, string? ExpectedTokenId = null)
{
    public override string ToString() => nameof(Credential);
}
