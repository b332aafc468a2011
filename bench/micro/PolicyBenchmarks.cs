using BenchmarkDotNet.Attributes;
using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;

namespace FourRunr.Bench.Micro;

/// <summary>A decision on a merged policy of 50 rules, the guards of a typical search call, and the compilation of both.</summary>
[MemoryDiagnoser]
public class PolicyBenchmarks
{
    private static readonly PolicyResponse[] Policies =
    [
        // 5 policies of 10 rules; the one rule that covers the call is the last in precedence.
        Policy(0, [.. Enumerable.Range(0, 9).Select(i => string.Create(CultureInfo.InvariantCulture, $"tool{i}:read")), "serpapi:*"], []),
        Policy(1, [.. Enumerable.Range(10, 10).Select(i => string.Create(CultureInfo.InvariantCulture, $"tool{i}:read"))], []),
        Policy(2, [.. Enumerable.Range(20, 10).Select(i => string.Create(CultureInfo.InvariantCulture, $"tool{i}:read"))], []),
        Policy(3, [], [.. Enumerable.Range(30, 10).Select(i => string.Create(CultureInfo.InvariantCulture, $"tool{i}:write"))]),
        Policy(4, [], [.. Enumerable.Range(40, 10).Select(i => string.Create(CultureInfo.InvariantCulture, $"tool{i}:write"))]),
    ];

    private readonly PolicyEvaluator _evaluator = Compile();
    private readonly CompiledConstraints _constraints = CompiledConstraints.Compile(Compile().Constraints, "serpapi", "search", []);
    private readonly ConstrainedCall _call = new(
        JsonSerializer.Deserialize<JsonElement>("""{"q":"coffee in toronto","engine":"google","location":"Toronto","num":10}"""),
        RequestBytes: 74,
        new DateTimeOffset(2026, 11, 23, 17, 0, 0, TimeSpan.Zero));

    [Benchmark]
    public bool DecideAllowed() => _evaluator.Decide("serpapi", "search", intent: null).Allowed;

    [Benchmark]
    public bool DecideDefaultDeny() => _evaluator.Decide("gmail_send", "send", intent: null).Allowed;

    [Benchmark]
    public bool GuardSearchCall() => _constraints.Check(_call) is null;

    [Benchmark]
    public PolicyEvaluator CompileFiftyRules() => Compile();

    private static PolicyEvaluator Compile() => PolicyEvaluator.Compile([.. Policies.Select(CompiledPolicy.Compile)]);

    private static PolicyResponse Policy(int number, string[] scopes, string[] deny) => new()
    {
        PolicyId = string.Create(CultureInfo.InvariantCulture, $"pol_{number}"),
        Name = "bench",
        Role = "scraper",
        Version = 1,
        CreatedAt = default,
        UpdatedAt = default,
        Spec = new PolicySpec
        {
            Scopes = scopes,
            Deny = deny,
            Schedule = number == 0 ? new ScheduleSpec("America/Toronto", Hours: "06:00-22:00") : null,
            Guards = number == 0
                ? new GuardSpec
                {
                    MaxRequestBytes = 10_000,
                    Params = new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>
                    {
                        ["serpapi:search"] = new Dictionary<string, ParameterRule>
                        {
                            ["num"] = new() { Max = 20 },
                            ["engine"] = new() { In = ["google", "bing"] },
                            ["q"] = new() { Required = true, MaxLength = 200 },
                        },
                    },
                }
                : null,
        },
    };
}
