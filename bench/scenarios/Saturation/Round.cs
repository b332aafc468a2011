namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>What one run of a case has shown, or the medians of several.</summary>
internal sealed record Round
{
    public required double PerSecond { get; init; }

    /// <summary>Milliseconds, as are the others; of a closed load: the connections never rest.</summary>
    public required double P50 { get; init; }

    public required double P95 { get; init; }

    public required double P99 { get; init; }

    /// <summary>Processor time in µs of each process for one call, until its record was stored.</summary>
    public required IReadOnlyDictionary<string, double> Micros { get; init; }

    /// <summary>Processor time in µs that wrk took for one call.</summary>
    public required double GeneratorMicros { get; init; }

    /// <summary>Seconds from the end of the load until every record was in the table.</summary>
    public double DrainSeconds { get; init; }

    /// <summary>Answers that came.</summary>
    public long Answers { get; init; }

    /// <summary>What the gateway says of the run; null of a baseline, which keeps no account.</summary>
    public LoadAccount? Account { get; init; }

    public double ServerMicros => Micros.Values.Sum();

    public static Round MedianOf(IReadOnlyCollection<Round> rounds) => new()
    {
        PerSecond = Median(rounds, round => round.PerSecond),
        P50 = Median(rounds, round => round.P50),
        P95 = Median(rounds, round => round.P95),
        P99 = Median(rounds, round => round.P99),
        Micros = rounds.First().Micros.Keys.ToDictionary(process => process, process => Median(rounds, round => round.Micros[process])),
        GeneratorMicros = Median(rounds, round => round.GeneratorMicros),
        DrainSeconds = Median(rounds, round => round.DrainSeconds),
    };

    public static double Median<T>(IEnumerable<T> rounds, Func<T, double> value)
    {
        var sorted = rounds.Select(value).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
