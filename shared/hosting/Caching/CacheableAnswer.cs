namespace FourRunr.Hosting.Caching;

/// <summary>An answer of another service, and what invalidates it.</summary>
/// <param name="Subjects">Invalidation subjects of the answer (<see cref="Contracts.InvalidationSubjects"/>).</param>
/// <param name="EndsAt">When the answer ends by itself, e.g. the token's expiry; null for never.</param>
/// <param name="Keep">False for an answer that must not be cached.</param>
public sealed record CacheableAnswer<T>(T Value, IReadOnlyList<string> Subjects, DateTimeOffset? EndsAt = null, bool Keep = true);
