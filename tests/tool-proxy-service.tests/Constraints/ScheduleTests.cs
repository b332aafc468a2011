using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Constraints;

public sealed class ScheduleTests
{
    private const string OfficeHours = "\"schedule\":{\"timezone\":\"America/Toronto\",\"days\":[\"mon\",\"tue\"],\"hours\":\"06:00-22:00\"}";

    /// <summary>Two seconds before ten on a Monday evening in Toronto.</summary>
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 15, 21, 59, 58, TimeSpan.FromHours(-4)));

    [Fact]
    public async Task Call_HoursEndWhileDecisionIsRemembered_DeniedAtOnce()
    {
        await using var gateway = await StartAsync(question => TestGateway.Constrained(question, OfficeHours));

        await (await gateway.SearchAsync()).MustBeOkAsync();
        _clock.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        await (await gateway.SearchAsync()).MustBeOkAsync();
        _clock.Advance(TimeSpan.FromTicks(1));
        var problem = await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScheduleDenied);

        Assert.Equal("schedule mon,tue 06:00-22:00 America/Toronto", problem.Rule);
        Assert.Equal(1, gateway.Policy.Count("/v1/decisions"));
        var record = Assert.Single(await gateway.RecordsAsync("?outcome=schedule_denied"));
        Assert.Equal((403, 0, problem.Rule, "pol_c", 7), (record.Status, record.Attempts, record.Rule, record.PolicyId, record.PolicyVersion));
    }

    [Fact]
    public async Task Call_HoursBeginWhileDecisionIsRemembered_AllowedAtOnce()
    {
        _clock.SetUtcNow(new DateTimeOffset(2026, 6, 16, 5, 59, 59, TimeSpan.FromHours(-4)));
        await using var gateway = await StartAsync(question => TestGateway.Constrained(question, OfficeHours));

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScheduleDenied);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await (await gateway.SearchAsync()).MustBeOkAsync();

        Assert.Equal(1, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Call_HoursOfAShadowPolicyEnd_OnlyRecorded()
    {
        await using var gateway = await StartAsync(question => TestGateway.Shadowed(question, OfficeHours));

        await (await gateway.SearchAsync()).MustBeOkAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await (await gateway.SearchAsync()).MustBeOkAsync();

        Assert.Equal(
            ["schedule_denied schedule mon,tue 06:00-22:00 America/Toronto pol_c@7", null],
            (await gateway.RecordsAsync()).Select(record => record.WouldDeny));
    }

    private async Task<TestGateway> StartAsync(Func<DecisionRequest, DecisionResponse> decide)
    {
        var gateway = await TestGateway.StartAsync(configure: services => services.AddSingleton<TimeProvider>(_clock));
        gateway.Decide = decide;
        var always = TimeSpan.FromDays(20 * 365);
        gateway.Holders[TestGateway.Token] = TestGateway.Agent(age: always, left: always);
        return gateway;
    }
}
