namespace FourRunr.Invalidation;

/// <summary>
/// Records which subjects were invalidated lately, so that an answer is used only if none of its subjects was
/// invalidated <em>since the question was asked</em>. This closes the race of an introspection that is under way while
/// its token is revoked: the old answer may reach the cache, but its sequence number shows that it is too old.
/// </summary>
public sealed class InvalidationLedger : IDisposable
{
    /// <summary>Longer than any answer is used (60 s) and any question takes.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    /// <summary>Enough for some hundred invalidations a second over all of that time.</summary>
    internal const int MostRemembered = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sequenceBySubject = new(StringComparer.Ordinal);
    private readonly Queue<(long Timestamp, long Sequence, string Subject)> _byAge = new();
    private readonly TimeProvider _clock;
    private readonly IDisposable _subscription;
    private long _sequence;
    private long _forgotten;

    public InvalidationLedger(IInvalidationChannel channel, TimeProvider clock)
    {
        _clock = clock;
        _subscription = channel.Subscribe(Record);
    }

    internal int Remembered
    {
        get
        {
            lock (_gate)
            {
                return _byAge.Count;
            }
        }
    }

    /// <summary>Read before a question is sent, and passed to <see cref="IsVoid"/> with the answer.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Whether any of the subjects was invalidated after <paramref name="sequence"/> was taken.</summary>
    public bool IsVoid(long sequence, IReadOnlyList<string> subjects)
    {
        if (sequence == Sequence)
        {
            return false;
        }

        lock (_gate)
        {
            if (sequence < _forgotten)
            {
                return true;
            }

            for (var i = 0; i < subjects.Count; i++)
            {
                if (_sequenceBySubject.TryGetValue(subjects[i], out var invalidated) && invalidated > sequence)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void Record(IReadOnlyCollection<string> subjects)
    {
        lock (_gate)
        {
            var now = _clock.GetTimestamp();
            var sequence = _sequence + 1;
            foreach (var subject in subjects)
            {
                _sequenceBySubject[subject] = sequence;
                _byAge.Enqueue((now, sequence, subject));
            }

            Forget(now);
            Volatile.Write(ref _sequence, sequence);
        }
    }

    private void Forget(long now)
    {
        while (_byAge.TryPeek(out var oldest))
        {
            var isOld = _clock.GetElapsedTime(oldest.Timestamp, now) > Memory;
            if (!isOld && _byAge.Count <= MostRemembered)
            {
                return;
            }

            if (!isOld)
            {
                // Out of room: answers to questions before this one are void, whatever their subjects.
                _forgotten = oldest.Sequence;
            }

            _byAge.Dequeue();
            if (_sequenceBySubject.TryGetValue(oldest.Subject, out var latest) && latest == oldest.Sequence)
            {
                _sequenceBySubject.Remove(oldest.Subject);
            }
        }
    }
}
