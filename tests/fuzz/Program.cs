using FourRunr.Fuzz;
using FourRunr.Fuzz.Gateway;

// Usage: fuzz <seconds> [seed]. Sends requests that are nearly right to a gateway in this process and holds every answer against
// the rules of Rules/. The same seed makes the same requests. Exit code 1 when a rule was broken.
var seconds = int.Parse(args[0], CultureInfo.InvariantCulture);
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Random.Shared.Next();
Console.WriteLine($"seed {seed}, {seconds} s");
await using var gateway = await FuzzedGateway.StartAsync();
var run = new FuzzRun(gateway, seed, TimeProvider.System);
await run.RunAsync(TimeSpan.FromSeconds(seconds));
Console.WriteLine(run.Summary);
foreach (var finding in run.Findings)
{
    Console.WriteLine();
    Console.WriteLine(finding);
}

return run.Findings.Count == 0 ? 0 : 1;
