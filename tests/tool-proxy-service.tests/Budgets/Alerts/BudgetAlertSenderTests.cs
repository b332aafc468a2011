using FourRunr.Hosting.Telemetry;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets.Alerts;

/// <summary>From a crossed threshold to a receiver that takes it, over the real database and the guarded way out.</summary>
public sealed class BudgetAlertSenderTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [Theory, BothBackends]
    public async Task SendDue_WebhookFailsTwice_TriesAgainWithGrowingPausesUntilItTakesIt(Backend backend)
    {
        await using var hook = new StandIn();
        await hook.StartAsync();
        hook.Answer = context =>
        {
            context.Response.StatusCode = hook.Received.Count < 3 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        await using var gateway = await TestGateway.StartAsync(backend, [$"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{hook.Url.Port}"]);
        var (one, other) = (Replica(gateway, hook), Replica(gateway, hook));
        var crossing = Crossing();
        using var told = new MetricCollector<long>(gateway.Proxy.Services.GetRequiredService<GatewayMeter>().Meter, "gateway_budget_alerts");

        // Both replicas say so, and both send what is due.
        await one.Alerts.RaiseAsync([crossing]);
        await other.Alerts.RaiseAsync([crossing]);
        await Task.WhenAll(one.Sender.SendDueAsync(CancellationToken.None), other.Sender.SendDueAsync(CancellationToken.None));
        Assert.Single(told.GetMeasurementSnapshot());
        Assert.Single(hook.Received);

        // A try may take 15 s; then 5 s, and 10 s.
        await TryAfterAsync(TimeSpan.FromSeconds(19), expected: 1);
        await TryAfterAsync(TimeSpan.FromSeconds(2), expected: 2);
        await TryAfterAsync(TimeSpan.FromSeconds(22), expected: 2);
        await TryAfterAsync(TimeSpan.FromSeconds(5), expected: 3);
        // It was taken.
        await TryAfterAsync(TimeSpan.FromDays(1), expected: 3);

        Assert.Single(hook.Received.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.All(hook.Received, request => Assert.True(BudgetWebhookTests.IsSignedWith(
            Secret, request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Body, request.Headers["webhook-signature"])));
        using var body = JsonDocument.Parse(hook.Received.First().Body);
        Assert.Equal("budget.threshold_reached", body.RootElement.GetProperty("type").GetString());
        var data = body.RootElement.GetProperty("data");
        Assert.Equal(("research", 80, "25", "20.5"), (
            data.GetProperty("budget").GetString(), data.GetProperty("percent").GetInt32(), data.GetProperty("limit").GetString(),
            data.GetProperty("spent").GetString()));

        async Task TryAfterAsync(TimeSpan span, int expected)
        {
            _clock.Advance(span);
            await one.Sender.SendDueAsync(CancellationToken.None);
            await other.Sender.SendDueAsync(CancellationToken.None);
            Assert.Equal(expected, hook.Received.Count);
        }
    }

    [Theory, BothBackends]
    public async Task SendDue_TargetThatTheGuardRefuses_IsNotCalledAndTriedAgain(Backend backend)
    {
        await using var hook = new StandIn();
        await hook.StartAsync();
        await using var gateway = await TestGateway.StartAsync(backend);
        var replica = Replica(gateway, hook);

        await replica.Alerts.RaiseAsync([Crossing()]);
        await replica.Sender.SendDueAsync(CancellationToken.None);

        Assert.Empty(hook.Received);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var due = await gateway.Proxy.Services.GetRequiredService<BudgetAlertStore>().ListDueAsync(_clock.GetUtcNow(), 10, CancellationToken.None);
        Assert.Equal(1, Assert.Single(due).Attempts);
    }

    private BudgetCrossing Crossing()
    {
        var budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "25.00", alerts: [80]);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new BudgetCrossing(budget, 80, budget.Window.StretchAt(now), 20_500_000, now);
    }

    private (BudgetAlerts Alerts, BudgetAlertSender Sender) Replica(TestGateway gateway, StandIn hook)
    {
        var services = gateway.Proxy.Services;
        var store = services.GetRequiredService<BudgetAlertStore>();
        var webhook = new BudgetWebhookSetting(BudgetWebhook.From(new ConfigurationBuilder().AddInMemoryCollection(
            [new(BudgetWebhook.UrlKey, $"{hook.Url}hook"), new(BudgetWebhook.SecretKey, Secret)]).Build()));
        var signal = new BudgetAlertSignal();
        var alerts = new BudgetAlerts(store, webhook, signal, services.GetRequiredService<GatewayMeter>(), NullLogger<BudgetAlerts>.Instance);
        return (alerts, new BudgetAlertSender(
            store, alerts, webhook, signal, services.GetRequiredService<OutboundHttp>(), _clock, NullLogger<BudgetAlertSender>.Instance));
    }
}
