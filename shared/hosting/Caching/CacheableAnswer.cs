namespace FourRunr.Hosting.Caching;

/// <summary>What another service said, and what could make it void.</summary>
/// <param name="Subjects">Invalidation subjects of the answer (<see cref="Contracts.InvalidationSubjects"/>).</param>
/// <param name="EndsAt">When the answer ends by itself, e.g. the token's expiry; null for never.</param>
/// <param name="Keep">False for answers that are given once and not remembered.</param>
public sealed record CacheableAnswer<T>(T Value, IReadOnlyList<string> Subjects, DateTimeOffset? EndsAt = null, bool Keep = true);
