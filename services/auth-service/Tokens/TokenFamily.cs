namespace FourRunr.Auth.Tokens;

/// <summary>A token and all tokens that it was rotated into.</summary>
/// <param name="FamilyId">Id of the first token.</param>
/// <param name="RootedAt">When the first token was issued. Kill marks are compared with this time.</param>
internal sealed record TokenFamily(string FamilyId, DateTimeOffset RootedAt);
