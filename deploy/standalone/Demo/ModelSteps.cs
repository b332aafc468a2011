using System.Net.ServerSentEvents;

namespace FourRunr.Standalone.Demo;

/// <summary>The steps about models: a budget in money, and an answer that streams within it.</summary>
internal static class ModelSteps
{
    private const string Model = "gpt-5-mini";

    /// <summary>Dollars: room for 200 tokens of output, not for 2,000.</summary>
    private const string Limit = "0.003";

    public static async Task<string> SetBudgetAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var prices = new JsonObject { ["models"] = new JsonObject { [Model] = new JsonObject { ["input"] = "1.25", ["output"] = "10" } } };
        (await scene.AsOperatorAsync(HttpMethod.Put, "/v1/admin/prices", prices, cancellationToken)).Expect(200);
        var spec = new JsonObject
        {
            ["scopes"] = new JsonArray("openai:chat"),
            ["budgets"] = new JsonArray(new JsonObject { ["name"] = "daily", ["limit"] = Limit, ["window"] = new JsonObject { ["calendar"] = "day" } }),
        };
        scene.WriterToken = await scene.CreateAgentAsync("demo-writer", "writer", spec, ["openai"], cancellationToken);
        return $"PUT /v1/admin/prices ({Model}), POST /v1/policies ({Limit} USD a day) → 201";
    }

    /// <summary>As the OpenAI SDK asks, once its base URL is the gateway's.</summary>
    public static async Task<string> StreamAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        using var response = await scene.AskModelAsync(Request(mostTokens: 200), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new DemoException($"answered {(int)response.StatusCode} instead of 200");
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var events = SseParser.Create(new MemoryStream(Encoding.UTF8.GetBytes(body))).Enumerate().Select(item => item.Data).ToList();
        var cost = body.Split('\n').FirstOrDefault(line => line.StartsWith(": cost_microusd ", StringComparison.Ordinal)) ?? throw new DemoException("a stream without its cost");
        return events is [.., "[DONE]"]
            ? $"POST /v1/chat/completions (stream) → {events.Count - 1} events, then \"{cost}\""
            : throw new DemoException("the stream did not end");
    }

    /// <summary>What is left would not pay for the longest answer that is asked for, so the provider is not asked at all.</summary>
    public static async Task<string> AskForTooMuchAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        using var response = await scene.AskModelAsync(Request(mostTokens: 2000), cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var body = response.IsSuccessStatusCode ? throw new DemoException("answered 200 instead of 402") : JsonNode.Parse(text);
        new DemoAnswer((int)response.StatusCode, response.Headers, body).Expect(402, "budget_exceeded").Text("resets_at");
        return $"POST /v1/chat/completions (2,000 tokens at most) → 402 budget_exceeded";
    }

    private static JsonObject Request(int mostTokens) => new()
    {
        ["model"] = Model,
        ["stream"] = true,
        ["max_completion_tokens"] = mostTokens,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Write about tea." }),
    };
}
