namespace FourRunr.PolicyEvaluation.Schedules;

/// <summary>A <see cref="ScheduleSpec"/>, ready to be evaluated. It goes by local wall-clock time, so daylight saving needs no rule.</summary>
public sealed class CompiledSchedule
{
    private const int MinutesPerDay = 24 * 60;
    private readonly ScheduleSpec _spec;
    private readonly TimeZoneInfo _zone;
    private readonly int _start;
    private readonly int _end;
    private readonly int _days;

    private CompiledSchedule(ScheduleSpec spec, TimeZoneInfo zone, int start, int end, int days) =>
        (_spec, _zone, _start, _end, _days) = (spec, zone, start, end, days);

    /// <returns>Every complaint by field, in snake_case; empty when <paramref name="schedule"/> was made.</returns>
    public static IReadOnlyList<(string Field, string Complaint)> TryCompile(ScheduleSpec spec, out CompiledSchedule? schedule)
    {
        var complaints = new List<(string, string)>();
        schedule = null;
        if (!IanaTimeZones.TryFind(spec.Timezone, out var zone))
        {
            complaints.Add(("timezone", IanaTimeZones.Complaint));
        }

        if (spec.Days is { Count: 0 })
        {
            complaints.Add(("days", "must name at least one day, or be left out for every day"));
        }

        var (start, end) = (0, MinutesPerDay);
        if (spec.Hours is not null && !TryParseHours(spec.Hours, out start, out end))
        {
            complaints.Add(("hours", "must be HH:MM-HH:MM; the end may be 24:00"));
        }

        if (complaints.Count == 0)
        {
            var days = (spec.Days ?? Enum.GetValues<ScheduleDay>()).Aggregate(0, (mask, day) => mask | 1 << (int)day);
            schedule = new CompiledSchedule(spec, zone!, start, end, days);
        }

        return complaints;
    }

    public bool IsOpen(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, _zone);
        var minute = local.Hour * 60 + local.Minute;
        var today = (int)local.DayOfWeek;
        if (_start < _end)
        {
            return HasDay(today) && minute >= _start && minute < _end;
        }

        // Past midnight: the part before it belongs to today, the part after it to the day on which the range began.
        return HasDay(today) && minute >= _start || HasDay((today + 6) % 7) && minute < _end;
    }

    public override string ToString() =>
        $"{(_spec.Days is null ? "every day" : string.Join(',', _spec.Days).ToLowerInvariant())} {_spec.Hours ?? "00:00-24:00"} {_spec.Timezone}";

    private bool HasDay(int day) => (_days & 1 << day) != 0;

    private static bool TryParseHours(string text, out int start, out int end)
    {
        (start, end) = (0, 0);
        return text.Length == 11 && text[5] == '-'
            && TryParseTime(text.AsSpan(0, 5), out start) && start < MinutesPerDay
            && TryParseTime(text.AsSpan(6, 5), out end);
    }

    private static bool TryParseTime(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minute))
        {
            return false;
        }

        minutes = hour * 60 + minute;
        return minute < 60 && minutes <= MinutesPerDay;
    }
}
