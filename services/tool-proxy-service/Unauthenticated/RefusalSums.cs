using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// Calls without a valid credential by outcome and source, since the last <see cref="Take"/>. Bounded; no call is left out.
/// </summary>
internal sealed class RefusalSums(IOptions<UnauthenticatedOptions> options, TimeProvider clock)
{
    /// <summary>Stands for all sources beyond the bound.</summary>
    public const string Other = "other";

    private readonly Lock _gate = new();
    private Dictionary<(string Outcome, string Source), RefusalSum> _sums = [];

    public void Add(string outcome, int status, string source, string correlationId, long calls = 1)
    {
        lock (_gate)
        {
            if (!_sums.TryGetValue((outcome, source), out var sum))
            {
                // The few sums of all other sources do not count against the bound.
                var isRoom = _sums.Count < options.Value.SumsPerMinute;
                source = isRoom ? source : Other;
                if (isRoom || !_sums.TryGetValue((outcome, source), out sum))
                {
                    sum = new RefusalSum(outcome, status, source, correlationId, clock.GetUtcNow());
                    _sums.Add((outcome, source), sum);
                }
            }

            sum.Calls += calls;
        }
    }

    /// <summary>Removes and returns all sums.</summary>
    public IReadOnlyCollection<RefusalSum> Take()
    {
        lock (_gate)
        {
            var taken = _sums.Values;
            _sums = [];
            return taken;
        }
    }
}

/// <param name="CorrelationId">Of its first call.</param>
/// <param name="Since">When that was.</param>
internal sealed record RefusalSum(string Outcome, int Status, string Source, string CorrelationId, DateTimeOffset Since)
{
    public long Calls { get; set; }
}
