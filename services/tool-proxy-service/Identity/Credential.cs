using FourRunr.Contracts;

namespace FourRunr.ToolProxy.Identity;

/// <summary>What a caller showed: a token, or why none could be read. Printing it shows nothing.</summary>
/// <param name="ExpectedTokenId">The token's id, when the caller says which one it means.</param>
internal readonly record struct Credential(ReadOnlyMemory<char>? Token, ErrorKind? Refusal = null, string? ExpectedTokenId = null)
{
    public override string ToString() => nameof(Credential);
}
