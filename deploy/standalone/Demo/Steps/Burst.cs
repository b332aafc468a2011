using System.Globalization;
using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo.Steps;

/// <summary>More calls at once than the agent's bucket holds. The two calls before took a permit each.</summary>
internal static class Burst
{
    public const int Permits = 10;
    public const int Calls = 25;
    public const int Passing = Permits - 2;

    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ =>
            scene.CallAsync("serpapi", "search", new JsonObject { ["q"] = "burst" }, cancellationToken)));
        var passed = answers.Count(answer => answer.Status == 200);
        if (passed != Passing)
        {
            throw new DemoException($"{passed} of {Calls} calls passed instead of {Passing}");
        }

        var refused = answers.Where(answer => answer.Status != 200).Select(answer => answer.Expect(429, "rate_limited")).First();
        if (refused.Headers.RetryAfter?.Delta is not { TotalSeconds: >= 1 } wait)
        {
            throw new DemoException("429 without Retry-After");
        }

        var seconds = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return $"{Calls} × POST /v1/tools/serpapi/search at once → {Passing} × 200, {Calls - Passing} × 429 rate_limited, Retry-After: {seconds}";
    }
}
