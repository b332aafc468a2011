namespace FourRunr.Contracts;

/// <summary>When calls are allowed, on the clock of a place; daylight saving is followed.</summary>
/// <param name="Timezone">IANA name, e.g. <c>America/Toronto</c>.</param>
/// <param name="Days">Days on which the range begins; absent: every day.</param>
/// <param name="Hours"><c>HH:MM-HH:MM</c>, half-open; the end may be <c>24:00</c>; a range whose end is not after its start runs past midnight. Absent: the whole day.</param>
public sealed record ScheduleSpec(string Timezone, IReadOnlyList<ScheduleDay>? Days = null, string? Hours = null);

public enum ScheduleDay
{
    Sun,
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
}

/// <summary>What is changed in a tool's answer before the agent sees it. A filter that fails blocks the answer.</summary>
public sealed record ResponseFilterSpec
{
    /// <summary>Members of any object, at any depth, whose value becomes <c>[redacted]</c>; names are compared without case.</summary>
    public IReadOnlyList<string>? RedactFields { get; init; }

    /// <summary>Strings that are cut.</summary>
    public IReadOnlyList<TruncateFieldSpec>? TruncateFields { get; init; }

    /// <summary>Regular expressions (run without backtracking); an answer with a string that one of them finds is not delivered.</summary>
    public IReadOnlyList<string>? BlockPatterns { get; init; }
}

/// <param name="Field">Member name at any depth, compared without case.</param>
/// <param name="MaxLength">Characters that are kept, 0 to 1,000,000.</param>
public sealed record TruncateFieldSpec(string Field, int MaxLength);
