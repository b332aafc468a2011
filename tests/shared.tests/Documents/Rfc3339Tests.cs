using FourRunr.Documents;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.Shared.Tests.Documents;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-01-05T03:00:00Z", "2026-01-05T03:00:00.0000000+00:00")]
    [InlineData("2026-01-05t03:00:00z", "2026-01-05T03:00:00.0000000+00:00")]
    [InlineData("2026-01-05T03:00:00.1Z", "2026-01-05T03:00:00.1000000+00:00")]
    [InlineData("2026-01-05T03:00:00.123456789Z", "2026-01-05T03:00:00.1234567+00:00")]
    [InlineData("2026-01-05T03:00:00.99999999999999999999999999z", "2026-01-05T03:00:00.9999999+00:00")]
    [InlineData("2026-01-05T03:00:00+05:30", "2026-01-04T21:30:00.0000000+00:00")]
    [InlineData("2026-01-05T03:00:00-00:00", "2026-01-05T03:00:00.0000000+00:00")]
    [InlineData("2026-01-05T03:00:00-23:59", "2026-01-06T02:59:00.0000000+00:00")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000+00:00")]
    [InlineData("1990-12-31T15:59:60.5-08:00", "1991-01-01T00:00:00.5000000+00:00")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000+00:00")]
    public void TryParse_Rfc3339_IsThatMoment(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(text, out var moment));
        Assert.Equal(expected, moment.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-01-05")]
    [InlineData("2026-11")]
    [InlineData("20:00")]
    [InlineData("03/04/2026")]
    [InlineData("2026-01-05T03:00:00")]
    [InlineData("2026-01-05T03:00Z")]
    [InlineData("2026-01-05 03:00:00Z")]
    [InlineData("2026-01-05T03:00:00.Z")]
    [InlineData("2026-01-05T03:00:00,5Z")]
    [InlineData("2026-01-05T03:00:00.5")]
    [InlineData("2026-01-05T03:00:00+0530")]
    [InlineData("2026-01-05T03:00:00+24:00")]
    [InlineData("2026-01-05T03:00:00+05:60")]
    [InlineData("2026-01-05T24:00:00Z")]
    [InlineData("2026-01-05T03:60:00Z")]
    [InlineData("2026-01-05T03:00:60Z")]
    [InlineData("2026-01-05T23:59:61Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData(" 2026-01-05T03:00:00Z")]
    [InlineData("2026-01-05T03:00:00Z ")]
    [InlineData("2026-01-05T03:00:00Z\0")]
    [InlineData("２０２６-01-05T03:00:00Z")]
    [InlineData("2026-01-05T+3:00:00Z")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.False(Rfc3339.TryParse(text, out _));

    [Fact]
    public void TryParse_WhatTheRuntimeWrites_IsReadBack() => Prop.ForAll(
        Arb.From(from days in Gen.Choose(1, 3_650_000) from ticks in Gen.Choose(0, int.MaxValue) from minutes in Gen.Choose(-14 * 60, 14 * 60) select (days, ticks, minutes)),
        made =>
        {
            var moment = new DateTimeOffset((made.days * TimeSpan.TicksPerDay) + (made.ticks * 397L), TimeSpan.FromMinutes(made.minutes));
            return Rfc3339.TryParse(moment.ToString("O", CultureInfo.InvariantCulture), out var read) && read == moment;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true));
}
