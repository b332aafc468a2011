namespace FourRunr.ToolProxy.Limits;

/// <summary>Whether a call may go on, and the state of the bucket after it.</summary>
/// <param name="Remaining">Whole permits left.</param>
/// <param name="RetryAfter">When refused: until one permit is there again. Zero when allowed.</param>
/// <param name="ResetAfter">Until the bucket is full again.</param>
/// <param name="Degraded">Decided on this replica's local share because Redis is away.</param>
internal readonly record struct LimitOutcome(bool Allowed, long Remaining, TimeSpan RetryAfter, TimeSpan ResetAfter, bool Degraded);
