namespace FourRunr.ToolProxy.Resilience;

/// <summary>
/// Bounds how many calls of an action may be repeated: one for every ten calls, so that a failing tool is asked at most a tenth more
/// often than a healthy one, and three a second whatever the load, so that a quiet gateway repeats too.
/// </summary>
internal sealed class RetryBudget(TimeProvider clock)
{
    private const double PerCall = 0.1;
    private const double PerSecond = 3;

    /// <summary>What may be saved up: a burst of failures after a long calm must not become a storm.</summary>
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

    /// <summary>False when the call must be content with its failure.</summary>
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
