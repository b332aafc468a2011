using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo.Steps;

/// <summary>Every call of the story is on record, the refused ones too.</summary>
internal static class CallRecords
{
    private static readonly (string Outcome, int Count)[] Expected =
    [
        ("ok", 1 + Burst.Passing), ("rate_limited", Burst.Calls - Burst.Passing), ("scope_denied", 1), ("token_revoked", 1),
    ];

    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answer = (await scene.AsOperatorAsync(HttpMethod.Get, "/v1/admin/calls?limit=200", body: null, cancellationToken)).Expect(200);
        var counts = (answer.Body?["items"] as JsonArray ?? []).CountBy(record => record?["outcome"]?.GetValue<string>() ?? "").ToDictionary();
        foreach (var (outcome, count) in Expected)
        {
            if (counts.GetValueOrDefault(outcome) != count)
            {
                throw new DemoException($"{counts.GetValueOrDefault(outcome)} records of outcome {outcome} instead of {count}");
            }
        }

        return $"GET /v1/admin/calls → {string.Join(", ", Expected.Select(expected => $"{expected.Count} {expected.Outcome}"))}";
    }
}
