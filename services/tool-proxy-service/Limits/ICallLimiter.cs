namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Decides whether an agent's call is within its rate and all its quotas, in one step that is exact under any concurrency:
/// in this process, or in Redis for all replicas.
/// </summary>
internal interface ICallLimiter
{
    /// <summary>
    /// Takes the rate permit first: it stays taken when a quota refuses, for a flood of calls over quota is a flood.
    /// Of the quotas all are charged or none.
    /// </summary>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">What is left of a quota cannot be known.</exception>
    ValueTask<LimitOutcome> TakeAsync(LimitRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// The call never reached the tool: returns the units of its quotas to the slots they were taken from, not the permit.
    /// Returns nothing twice. What cannot be returned because Redis is away stays charged.
    /// </summary>
    ValueTask GiveBackAsync(QuotaCharge? charge);

    /// <summary>The call is on record with its <see cref="LimitOutcome.TakenAt"/>: the history counts it from now on.</summary>
    void Recorded(QuotaCharge? charge);
}
