namespace FourRunr.Bench.Scenarios;

/// <summary>Measured times; quantiles by nearest rank.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    public int Count => _milliseconds.Count;

    public double At(double quantile) => _milliseconds.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(quantile * _milliseconds.Count) - 1));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"n {_milliseconds.Count}: p50 {At(0.50):F2} ms, p95 {At(0.95):F2} ms, p99 {At(0.99):F2} ms, max {At(1):F2} ms");
}
