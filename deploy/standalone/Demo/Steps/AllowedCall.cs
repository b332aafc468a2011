using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo.Steps;

internal static class AllowedCall
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answer = (await scene.CallAsync("serpapi", "search", new JsonObject { ["q"] = "agent gateway" }, cancellationToken)).Expect(200);
        var milliseconds = answer.Body?["meta"]?["response_time_ms"]?.GetValue<double>() ?? throw new DemoException("200 without 'meta'");
        if (answer.Body["data"] is not JsonObject { Count: > 0 })
        {
            throw new DemoException("200 without the tool's data");
        }

        return FormattableString.Invariant($"POST /v1/tools/serpapi/search → 200 in {milliseconds:0.#} ms");
    }
}
