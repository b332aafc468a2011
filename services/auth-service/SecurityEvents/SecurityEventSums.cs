namespace FourRunr.Auth.SecurityEvents;

/// <summary>
/// Who holds one good key can cause as many events as it likes: of each minute the first about a subject is kept by itself, at most
/// <see cref="MostSingle"/> of all kinds; the others are counted by kind and subject, or by kind alone.
/// </summary>
internal sealed class SecurityEventSums(TimeProvider clock)
{
    public const int MostSingle = 60;

    private readonly Lock _gate = new();
    private Dictionary<(string Kind, string? Subject), SecurityEventSum> _sums = [];

    /// <returns>Whether the event is to be kept by itself; otherwise it is counted.</returns>
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

    /// <summary>What could not be kept is counted.</summary>
    public void Add(string kind, string? subject, long events)
    {
        lock (_gate)
        {
            Count(kind, _sums.ContainsKey((kind, subject)) ? subject : null, events);
        }
    }

    /// <summary>What there is; a new minute begins.</summary>
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

/// <param name="Subject">Null: more subjects than are told apart.</param>
/// <param name="Since">When the first of them was seen.</param>
internal sealed record SecurityEventSum(string Kind, string? Subject, DateTimeOffset Since)
{
    public long Events { get; set; }
}
