namespace FourRunr.Auth.Tokens;

/// <summary>A token and all that it was rotated into.</summary>
/// <param name="LineId">The id of the first one.</param>
/// <param name="RootedAt">When the first one was issued, which kill marks are compared with.</param>
internal sealed record TokenLine(string LineId, DateTimeOffset RootedAt);
