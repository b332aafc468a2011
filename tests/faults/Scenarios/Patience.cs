using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Scenarios;

/// <summary>
/// How many times as long as promised everything may take in tests, on a machine that is busy. It is read off the searches before the
/// fault, so no fault can excuse itself.
/// </summary>
internal static class Patience
{
    private const int Least = 2;

    /// <summary>So that a gateway that does not recover is still found out before <see cref="Recovery"/> gives up.</summary>
    public const int Most = 6;

    /// <summary>Nine searches of ten take less on two cores that do nothing else: 20 ms of it the tool's own.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);

    public static int Of(IEnumerable<ClientCall> calls, DateTimeOffset faultBegun)
    {
        var durations = calls
            .Where(call => call.Kind == CallKind.Read && call.Last.EndedAt < faultBegun)
            .Select(call => call.Last.EndedAt - call.Attempts[0].StartedAt)
            .Order()
            .ToList();
        return durations.Count == 0 ? Most : Math.Clamp((int)Math.Ceiling(durations[durations.Count * 9 / 10] / Usual), Least, Most);
    }
}
