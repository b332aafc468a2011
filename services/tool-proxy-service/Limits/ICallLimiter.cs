namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Decides whether an agent's call is within its rate limit and all its quotas, in one atomic step: in this process, or in Redis for all
/// replicas.
/// </summary>
internal interface ICallLimiter
{
    /// <summary>
    /// Takes the rate permit first and keeps it even if a quota refuses: calls over quota also count against the rate limit.
    /// All quotas are charged, or none.
    /// </summary>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">The state of a quota cannot be read.</exception>
    ValueTask<LimitOutcome> TakeAsync(LimitRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// For a call that did not reach the tool: returns its quota units to the slots they were taken from, but not the rate permit.
    /// Returns nothing twice. While Redis is not available, the units stay charged.
    /// </summary>
    ValueTask GiveBackAsync(QuotaCharge? charge);

    /// <summary>The call is recorded with its <see cref="LimitOutcome.TakenAt"/>: from now on the quota history includes it.</summary>
    void Recorded(QuotaCharge? charge);
}
