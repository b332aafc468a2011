using System.Globalization;
using FourRunr.Faults.Gateway;
using FourRunr.Faults.Scenarios;

// Usage: faults short|long [seed] [scenario…]; see run.sh.
var isLong = args is ["long", ..];
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Random.Shared.Next();
Console.WriteLine($"seed {seed}");
var clock = TimeProvider.System;
await using var gateway = await FaultyGateway.StartAsync(clock);
using var run = new FaultRun(gateway, isLong, clock);
FaultScenario[] scenarios = [.. FaultMatrix.All, KillCycles.Of(isLong ? 100 : 5, new Random(seed), clock)];
var results = new List<ScenarioResult>();
foreach (var scenario in scenarios.Where(scenario => args.Length < 3 || args.Skip(2).Contains(scenario.Name)))
{
    var result = await run.RunAsync(scenario);
    results.Add(result);
    Console.WriteLine(result);
    foreach (var violation in result.Violations.GroupBy(violation => violation.Rule).SelectMany(group => group.Take(5)))
    {
        Console.WriteLine($"  {violation}");
    }
}

if (Environment.GetEnvironmentVariable("FAULTS_LOGS") is { } logs)
{
    foreach (var service in gateway.Services)
    {
        File.WriteAllText(Path.Combine(logs, $"{gateway.NameOf(service)}.log"), gateway.LogOf(service));
    }
}

return results.Exists(result => result.Violations.Count > 0) ? 1 : 0;
