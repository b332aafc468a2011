namespace FourRunr.ToolProxy.Limits;

/// <summary>At most <paramref name="Limit"/> calls of an agent in a scope per window.</summary>
/// <param name="Scope"><c>*</c>, <c>tool:*</c> or <c>tool:action</c>.</param>
/// <param name="Window">1 s to 31 d.</param>
internal readonly record struct Quota(string Scope, long Limit, TimeSpan Window, QuotaStrategy Strategy)
{
    public QuotaCounter Counter => new(Scope, (long)Window.TotalMilliseconds, Strategy);
}
