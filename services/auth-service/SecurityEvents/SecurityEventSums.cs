namespace FourRunr.Auth.SecurityEvents;

/// <summary>
/// Bounds how many events are stored, because one valid key is enough to cause any number of them. In each minute, the first event of each
/// kind and subject is stored by itself, up to <see cref="MostSingle"/>. All others are counted by kind and subject, or by kind alone.
/// </summary>
internal sealed class SecurityEventSums(TimeProvider clock)
{
    public const int MostSingle = 60;

    private readonly Lock _gate = new();
    private Dictionary<(string Kind, string? Subject), SecurityEventSum> _sums = [];

    /// <returns>True when the caller stores the event by itself; false when it was counted.</returns>
    public bool IsSingle(string kind, string subject)
    {
        lock (_gate)
        {
            if (_sums.TryGetValue((kind, subject), out var sum))
            {
                sum.Events++;
                return false;
            }

            if (_sums.Count < MostSingle)
            {
                _sums.Add((kind, subject), new SecurityEventSum(kind, subject, clock.GetUtcNow()));
                return true;
            }

            Count(kind, subject: null, 1);
            return false;
        }
    }

    /// <summary>Counts events that could not be stored.</summary>
    public void Add(string kind, string? subject, long events)
    {
        lock (_gate)
        {
            Count(kind, _sums.ContainsKey((kind, subject)) ? subject : null, events);
        }
    }

    /// <summary>Takes the sums and starts a new minute.</summary>
    public IReadOnlyList<SecurityEventSum> Take()
    {
        lock (_gate)
        {
            List<SecurityEventSum> taken = [.. _sums.Values.Where(sum => sum.Events > 0)];
            _sums = [];
            return taken;
        }
    }

    private void Count(string kind, string? subject, long events)
    {
        if (!_sums.TryGetValue((kind, subject), out var sum))
        {
            sum = new SecurityEventSum(kind, subject, clock.GetUtcNow());
            _sums.Add((kind, subject), sum);
        }

        sum.Events += events;
    }
}

/// <param name="Subject">Null when there were too many subjects to count each.</param>
/// <param name="Since">Time of the first event.</param>
internal sealed record SecurityEventSum(string Kind, string? Subject, DateTimeOffset Since)
{
    public long Events { get; set; }
}
