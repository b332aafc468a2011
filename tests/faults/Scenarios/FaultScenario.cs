using FourRunr.Faults.Gateway;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Scenarios;

/// <summary>A fault: how it begins, how long it lasts, how it ends, and what it excuses.</summary>
/// <param name="Name">Of <c>a-z 0-9 -</c>: it begins every marker.</param>
/// <param name="Injected">What is done, for the report.</param>
internal sealed record FaultScenario(string Name, string Injected)
{
    public required Func<FaultyGateway, Task> Begin { get; init; }

    /// <summary>Between the beginning and the end, in tests.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.Zero;

    /// <summary>The same in the long form.</summary>
    public TimeSpan LongHold { get; init; } = TimeSpan.Zero;

    public Func<FaultyGateway, Task> End { get; init; } = _ => Task.CompletedTask;

    /// <summary>What good calls may be answered instead; what is not said here is not excused.</summary>
    public IReadOnlyDictionary<CallKind, string[]> Excused { get; init; } = new Dictionary<CallKind, string[]>();

    /// <summary>
    /// The latest that a call is told that a part of the gateway is away; null where nothing can be said, because a front door is
    /// frozen itself.
    /// </summary>
    public TimeSpan? RefusesWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From the end of the fault until the last good call that was not answered well, and every service is ready.</summary>
    public TimeSpan RecoversWithin { get; init; } = TimeSpan.FromSeconds(5);

    public override string ToString() => Name;
}
