using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Shared.Tests.Contracts;

public sealed class GatewayIdSequenceTests
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 25, 12, 0, 0, 7, TimeSpan.Zero);

    private readonly GatewayIdSequence _ids = new(GatewayId.Call);

    [Fact]
    public void Next_WithinAMillisecond_SortInTheirOrder()
    {
        var ids = Enumerable.Range(0, 4096).Select(_ => _ids.Next(Moment)).ToList();

        Assert.Equal(ids, ids.Order(StringComparer.Ordinal));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Next_AnyMoment_IsAVersion7UuidOfIt()
    {
        _ids.Next(Moment);
        var id = _ids.Next(Moment);
        var later = _ids.Next(Moment.AddMilliseconds(1));

        Assert.Equal(7, Guid.ParseExact(id[GatewayId.Call.Length..], "N").Version);
        Assert.Equal(Moment, GatewayId.MomentOf(id));
        Assert.True(string.CompareOrdinal(id, later) < 0);
    }

    [Fact]
    public void Next_ClockGoesBack_IdsDoNot()
    {
        string[] ids = [.. new[] { 6, 5, 6, -10_800_000, 5, 7 }.Select(milliseconds => _ids.Next(Moment.AddMilliseconds(milliseconds)))];

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(Moment.AddMilliseconds(7), GatewayId.MomentOf(ids[^1]));
    }

    [Fact]
    public void Next_MoreThanAMillisecondHasRoomFor_GoOnInTheNext()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => _ids.Next(Moment)).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(Moment.AddMilliseconds(2), GatewayId.MomentOf(ids[^1]));
    }
}
