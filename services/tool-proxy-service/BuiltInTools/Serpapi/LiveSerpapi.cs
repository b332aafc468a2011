using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.Serpapi;

/// <summary>SerpApi itself. It answers some refusals with 200 and a text in <c>error</c>.</summary>
internal sealed class LiveSerpapi(DeclaredHttpAdapter api) : IToolAdapter
{
    // "Google hasn't returned any results for this query.", and the same of every other engine.
    private const string NothingFound = "returned any results";

    public bool NeedsCredential => api.NeedsCredential;

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var result = await api.CallAsync(request with { Parameters = WithEngine(request.Parameters) }, cancellationToken);
        return (result, (result as ToolResult.Success)?.Data) switch
        {
            (ToolResult.Success success, JsonObject data) when data["error"] is JsonValue error && error.TryGetValue(out string? text) =>
                text.Contains(NothingFound, StringComparison.Ordinal)
                    ? Nothing(data, success)
                    : Refused(data, [.. request.Credential?.Secrets ?? []]),
            (ToolResult.Success, JsonObject) => result,
            (ToolResult.Success, _) => new ToolResult.Failure(GatewayErrors.UpstreamFailed, "SerpApi's answer has not the form that it documents."),
            _ => result,
        };
    }

    /// <summary>A search that finds nothing is a good search.</summary>
    private static ToolResult.Success Nothing(JsonObject data, ToolResult.Success result)
    {
        data.TryAdd("organic_results", new JsonArray());
        return result with { Content = ToolData.Of(data) };
    }

    private static ToolResult.Failure Refused(JsonObject data, IReadOnlyList<string> secrets) => new(new Refusal(
        GatewayErrors.ParamsInvalid, ApiReason.Of(data, secrets) is { } reason ? $"The tool refused the parameters: {reason}" : "The tool refused the parameters.")
    {
        HowToFix = "Correct the parameters as the tool's reason says.",
    });

    private static JsonElement WithEngine(JsonElement parameters)
    {
        var search = JsonObject.Create(parameters)!;
        return search.TryAdd("engine", SerpapiTool.DefaultEngine) ? JsonSerializer.SerializeToElement(search) : parameters;
    }
}
