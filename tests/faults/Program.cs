using FourRunr.Faults.Gateway;
using FourRunr.Faults.Reports;
using FourRunr.Faults.Scenarios;
using FourRunr.Faults.Spending;

// Usage: faults <seed> <short|long> [scenario…]; see run.sh. FAULTS_REPORT: the file to write the report to. FAULTS_LOGS: a folder for
// what the services said.
var (seed, isLong) = (int.Parse(args[0], CultureInfo.InvariantCulture), args[1] == "long");
var clock = TimeProvider.System;
await using var gateway = await FaultyGateway.StartAsync(clock);
using var run = new FaultRun(gateway, isLong, clock);
FaultScenario[] scenarios =
[
    .. FaultMatrix.All,
    .. isLong ? [FaultMatrix.PostgresAwayForAMinute] : (FaultScenario[])[],
    KillCycles.Of(isLong ? 100 : 4, new Random(seed)),
];
Console.WriteLine($"seed {seed}");
await run.WarmUpAsync();
var results = new List<ScenarioResult>();
foreach (var scenario in scenarios.Where(scenario => args.Length == 2 || args.Skip(2).Contains(scenario.Name)))
{
    var result = await run.RunAsync(scenario);
    results.Add(result);
    Console.WriteLine(result);
    foreach (var violation in result.Violations.GroupBy(violation => violation.Rule).SelectMany(group => group.Take(3)))
    {
        Console.WriteLine($"  {violation}");
    }
}

using var modelRun = new ModelRun(gateway, isLong, new Random(seed), clock);
var modelResults = new List<ModelResult>();
foreach (var scenario in ((ModelScenario[])[.. ModelMatrix.All, .. isLong ? [ModelMatrix.FrozenPastTheHold] : (ModelScenario[])[]])
    .Where(scenario => args.Length == 2 || args.Skip(2).Contains(scenario.Name)))
{
    var result = await modelRun.RunAsync(scenario);
    modelResults.Add(result);
    Console.WriteLine(result);
    foreach (var violation in result.Violations.GroupBy(violation => violation.Rule).SelectMany(group => group.Take(3)))
    {
        Console.WriteLine($"  {violation}");
    }
}

if (Environment.GetEnvironmentVariable("FAULTS_REPORT") is { Length: > 0 } report)
{
    File.WriteAllText(report, (results.Count > 0 ? FaultReport.Write(results, seed) : "") + ModelReport.Write(modelResults));
}

if (Environment.GetEnvironmentVariable("FAULTS_LOGS") is { Length: > 0 } logs)
{
    foreach (var service in gateway.Services)
    {
        File.WriteAllText(Path.Combine(logs, $"{gateway.NameOf(service)}.log"), gateway.LogOf(service));
    }
}

return results.Exists(result => result.Violations.Count > 0) || modelResults.Exists(result => result.Violations.Count > 0) ? 1 : 0;
