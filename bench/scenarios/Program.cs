using FourRunr.Bench.Scenarios;
using FourRunr.Bench.Scenarios.Growth;
using FourRunr.Bench.Scenarios.Imports;
using FourRunr.Bench.Scenarios.Saturation;
using FourRunr.Bench.Scenarios.Searches;
using FourRunr.Bench.Scenarios.Strangers;
using FourRunr.Bench.Scenarios.Streams;

// Usage: scenarios <revocation|policy> <front door 1> <front door 2> <tries> <bound in ms>
//        scenarios decisions <policy-service> <agents> <questions>
//        scenarios chaos <front door> <seconds>
//        scenarios broken <front door>
//        scenarios hanging <front door> <rounds>
//        scenarios import <front door> <folder>        (of OpenAPI documents; see docs/guides/tools.md)
//        scenarios <saturation|growth|strangers|streams|searches> <full|quick>    (from bench/saturation.sh and the like, which say where everything is)
// GATEWAY_ADMIN_KEY and GATEWAY_SERVICE_KEY in the environment.
using var http = new Client();
return args switch
{
    ["decisions", var service, var agents, var questions] =>
        await DecisionLatency.MeasureAsync(http, new Uri(service), Number(agents), Number(questions)),
    ["revocation", var first, var second, var tries, var boundMs] =>
        await Revocation.MeasureAsync(http, new Uri(first), new Uri(second), Number(tries), Number(boundMs)),
    ["policy", var first, var second, var tries, var boundMs] =>
        await PolicyChange.MeasureAsync(http, new Uri(first), new Uri(second), Number(tries), Number(boundMs)),
    ["chaos", var door, var seconds] => await ChaosRun.MeasureAsync(http, new Uri(door), Number(seconds)),
    ["broken", var door] => await BrokenTool.MeasureAsync(http, new Uri(door)),
    ["hanging", var door, var rounds] => await HangingTool.MeasureAsync(http, new Uri(door), Number(rounds)),
    ["import", var door, var folder] => await ImportRun.MeasureAsync(http, new Uri(door), folder),
    ["saturation", "full"] => await SaturationRun.MeasureAsync(http, SaturationPlan.Full),
    ["saturation", "quick"] => await SaturationRun.MeasureAsync(http, SaturationPlan.Quick),
    ["growth", "full"] => await GrowthRun.MeasureAsync(http, GrowthPlan.Full),
    ["strangers", "full"] => await StrangersRun.MeasureAsync(http, TimeSpan.FromSeconds(60)),
    ["strangers", "quick"] => await StrangersRun.MeasureAsync(http, TimeSpan.FromSeconds(8)),
    ["searches", "full"] => await SearchRun.MeasureAsync(http, rows: 5_000_000),
    ["searches", "quick"] => await SearchRun.MeasureAsync(http, rows: 50_000),
    ["streams", "full"] => await StreamsRun.MeasureAsync(http, StreamsPlan.Full),
    ["streams", "quick"] => await StreamsRun.MeasureAsync(http, StreamsPlan.Quick),
    ["growth", "quick"] => await GrowthRun.MeasureAsync(http, GrowthPlan.Quick),
    _ => throw new ArgumentException("See the usage at the top of this file."),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
