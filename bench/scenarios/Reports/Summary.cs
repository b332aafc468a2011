namespace FourRunr.Bench.Scenarios.Reports;

internal static class Summary
{
    /// <summary>Prints what was met and missed.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(IReadOnlyList<Target> targets, IReadOnlyList<string> faults)
    {
        foreach (var target in targets)
        {
            Console.WriteLine(target);
        }

        foreach (var fault in faults)
        {
            Console.WriteLine($"FAULT  {fault}");
        }

        Console.WriteLine($"{targets.Count(target => target.IsMet)} targets met, {targets.Count(target => !target.IsMet)} missed, {faults.Count} faults");
        return targets.All(target => target.IsMet) && faults.Count == 0 ? 0 : 1;
    }
}
