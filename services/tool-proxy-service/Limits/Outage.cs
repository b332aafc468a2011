using StackExchange.Redis;

namespace FourRunr.ToolProxy.Limits;

/// <summary>An outage of Redis, and the settling time after it.</summary>
internal sealed class Outage(TimeProvider clock, TimeSpan pause, TimeSpan settling)
{
    private readonly Lock _gate = new();
    private bool _isOver = true;
    private long? _endedAt;
    private long _beganAt;
    private int _number;

    /// <summary>Whether Redis does not answer, or not in time.</summary>
    public static bool IsOne(Exception exception) => exception is RedisException or RedisCommandException or TimeoutException;

    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>A loss within the settling time belongs to the same outage.</summary>
    public int Number => Volatile.Read(ref _number);

    /// <summary>Redis answers again, but other replicas may not have added their charges yet.</summary>
    public bool IsSettling
    {
        get
        {
            lock (_gate)
            {
                return _isOver && !HasSettled;
            }
        }
    }

    /// <summary>Too early to trust the history: calls of other replicas may not be recorded yet.</summary>
    public bool IsPausing
    {
        get
        {
            lock (_gate)
            {
                return clock.GetElapsedTime(_beganAt) < pause;
            }
        }
    }

    /// <summary>Whether the share belongs to the present outage.</summary>
    public bool Covers(QuotaShare share) => Covers(share.Outage);

    /// <param name="outage">The <see cref="Number"/> of the outage that something was made for.</param>
    public bool Covers(int outage)
    {
        lock (_gate)
        {
            return outage == _number && !(_isOver && HasSettled);
        }
    }

    /// <summary>True for the caller that noticed first.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                return false;
            }

            if (HasSettled)
            {
                _number++;
                _beganAt = clock.GetTimestamp();
            }

            _isOver = false;
            return true;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _endedAt = clock.GetTimestamp();
            _isOver = true;
        }
    }

    private bool HasSettled => _endedAt is not { } ended || clock.GetElapsedTime(ended) >= settling;
}
