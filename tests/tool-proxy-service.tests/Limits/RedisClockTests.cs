using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class RedisClockTests
{
    private readonly string _agent = GatewayId.New(GatewayId.Agent, TimeProvider.System);

    [Fact]
    public async Task Take_RedisClockSetAhead_NeverMoreThanTheLimit()
    {
        await using var limiter = TestLimiter.Create(Backend.Cluster);
        var scripts = limiter.Part<LimitScripts>();
        var quota = new Quota("*", 15, TimeSpan.FromHours(1), QuotaStrategy.Sliding);
        var request = new LimitRequest(_agent, new RateLimit(1_000, TimeSpan.FromHours(1), 1_000), [quota]);
        // Before it was set ahead by three hours.
        var before = (long)(await limiter.TimeAsync() - TimeSpan.FromHours(3)).TotalMilliseconds;
        await scripts.SeedAsync(_agent, quota.Counter, "a rebuild", before, []);
        for (var i = 0; i < 15; i++)
        {
            Assert.Equal(TakeCallStatus.Allowed, (await scripts.TakeAsync(request, [""], permitTaken: false, before)).Status);
        }

        var after = await scripts.TakeAsync(request, [""], permitTaken: false, before + 1_000);

        Assert.Equal((TakeCallStatus.Refused, before + 1_000), (after.Status, after.Now));
        Assert.True(after.Wall - after.Now > 10_000_000);
        Assert.Equal(984, after.Rate.Remaining);
        Assert.Equal(TakeCallStatus.Allowed, (await scripts.TakeAsync(request, [""], permitTaken: false, latest: null)).Status);
    }
}
