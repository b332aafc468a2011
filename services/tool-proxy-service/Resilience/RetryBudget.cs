namespace FourRunr.ToolProxy.Resilience;

/// <summary>
/// Limits the retries of an action: one for every ten calls, so that a failing tool gets at most a tenth more calls than a healthy one, and
/// three a second at any load, so that a quiet gateway retries too.
/// </summary>
internal sealed class RetryBudget(TimeProvider clock)
{
    private const double PerCall = 0.1;
    private const double PerSecond = 3;

    /// <summary>Largest budget: a burst of failures after a quiet time must not cause a retry storm.</summary>
    private const double Most = 10 * PerSecond;

    private readonly Lock _gate = new();
    private double _left = Most;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>A call begins.</summary>
    public void Earn()
    {
        lock (_gate)
        {
            _left = Math.Min(Most, _left + PerCall);
        }
    }

    /// <summary>False if the call must not be retried.</summary>
    public bool TrySpend()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(Most, _left + PerSecond * clock.GetElapsedTime(_filledAt, now).TotalSeconds);
            _filledAt = now;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
