using FourRunr.Contracts;
using FourRunr.PolicyEvaluation.Schedules;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Schedules;

public sealed class CompiledScheduleTests
{
    [Theory]
    // Half-open, Friday 2026-11-20 in winter time (UTC-5).
    [InlineData("06:00-22:00", "fri", "2026-11-20T10:59:59Z", false)]
    [InlineData("06:00-22:00", "fri", "2026-11-20T11:00:00Z", true)]
    [InlineData("06:00-22:00", "fri", "2026-11-21T02:59:59Z", true)]
    [InlineData("06:00-22:00", "fri", "2026-11-21T03:00:00Z", false)]
    // To the end of the day.
    [InlineData("18:00-24:00", "fri", "2026-11-21T04:59:59Z", true)]
    [InlineData("18:00-24:00", "fri", "2026-11-21T05:00:00Z", false)]
    // Across midnight: Friday's night reaches into Saturday, Saturday's own does not begin.
    [InlineData("22:00-06:00", "fri", "2026-11-21T03:00:00Z", true)]
    [InlineData("22:00-06:00", "fri", "2026-11-21T10:59:00Z", true)]
    [InlineData("22:00-06:00", "fri", "2026-11-21T11:00:00Z", false)]
    [InlineData("22:00-06:00", "fri", "2026-11-22T04:00:00Z", false)]
    [InlineData("22:00-06:00", "fri", "2026-11-20T08:00:00Z", false)]
    // Spring forward on 2026-03-08: 01:59 EST is followed by 03:00 EDT; 02:30 never comes.
    [InlineData("02:00-03:00", "sun", "2026-03-08T06:59:59Z", false)]
    [InlineData("02:00-03:00", "sun", "2026-03-08T07:00:00Z", false)]
    [InlineData("03:00-04:00", "sun", "2026-03-08T07:00:00Z", true)]
    // Fall back on 2026-11-01: the hour from 01:00 comes twice, and both count.
    [InlineData("01:00-02:00", "sun", "2026-11-01T05:30:00Z", true)]
    [InlineData("01:00-02:00", "sun", "2026-11-01T06:30:00Z", true)]
    [InlineData("01:00-02:00", "sun", "2026-11-01T07:00:00Z", false)]
    public void IsOpen_InToronto_FollowsTheWallClock(string hours, string day, string moment, bool expected)
    {
        var spec = new ScheduleSpec("America/Toronto", [Enum.Parse<ScheduleDay>(day, ignoreCase: true)], hours);

        Assert.Empty(CompiledSchedule.TryCompile(spec, out var schedule));

        Assert.Equal(expected, schedule!.IsOpen(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("Mars/Olympus", "06:00-22:00", "timezone")]
    [InlineData("Eastern Standard Time", "06:00-22:00", "timezone")]
    [InlineData("UTC", "6:00-22:00", "hours")]
    [InlineData("UTC", "06:00-24:01", "hours")]
    [InlineData("UTC", "24:00-06:00", "hours")]
    [InlineData("UTC", "06:60-07:00", "hours")]
    [InlineData("UTC", "06:00/07:00", "hours")]
    public void TryCompile_BadField_NamesIt(string timezone, string hours, string field)
    {
        var complaint = Assert.Single(CompiledSchedule.TryCompile(new ScheduleSpec(timezone, null, hours), out var schedule));

        Assert.Equal(field, complaint.Field);
        Assert.Null(schedule);
    }
}
