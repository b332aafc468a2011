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
