using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>promtool runs the alerts' tests; that every alert has some, and is explained, is looked at here.</summary>
public sealed class AlertTests
{
    private static readonly string[] Alerts =
        [.. Sources.Lines("deploy/prometheus/alerts.yml").Where(line => line.Contains("- alert: ", StringComparison.Ordinal)).Select(line => line.Split(": ")[1])];

    [Fact]
    public void Alerts_AreThere() => Assert.NotEmpty(Alerts);

    [Fact]
    public void EveryAlert_IsTestedToFireAndNotTo()
    {
        var tests = Sources.Read("deploy/prometheus/alerts.test.yml");

        Assert.All(Alerts, alert => Assert.Contains($"{{alertname: {alert}, eval_time: ", tests, StringComparison.Ordinal));
        Assert.All(Alerts, alert => Assert.Contains($"- alertname: {alert}\n", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryAlert_IsExplained() =>
        Assert.All(Alerts, alert => Assert.Contains($"| `{alert}` |", Sources.Read("docs/guides/observability.md"), StringComparison.Ordinal));
}
