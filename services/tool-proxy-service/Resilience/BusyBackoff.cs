namespace FourRunr.ToolProxy.Resilience;

/// <summary>
/// The wait for a busy tool that does not say how long to wait: one second, doubled each time that it was not enough, up to a minute.
/// Refusals within a wait do not extend it.
/// </summary>
internal sealed class BusyBackoff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private TimeSpan _wait;
    private DateTimeOffset _until;

    /// <summary>The tool refused a call.</summary>
    /// <returns>How long to wait, at least a second.</returns>
    public TimeSpan Refused()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now >= _until)
            {
                _wait = _wait == TimeSpan.Zero ? First : _wait * 2 < Longest ? _wait * 2 : Longest;
                _until = now + _wait;
            }

            var left = _until - now;
            return left > First ? left : First;
        }
    }

    /// <summary>The tool accepted a call.</summary>
    public void Accepted()
    {
        if (_wait != TimeSpan.Zero)
        {
            lock (_gate)
            {
                (_wait, _until) = (TimeSpan.Zero, default);
            }
        }
    }
}
