using System.Text.Encodings.Web;

namespace FourRunr.WebConsole.Calls;

/// <summary>A recorded call as a question, and as a command.</summary>
internal static class CallQuestions
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ExplainRequest Of(CallRecordResponse call) => new()
    {
        AgentId = call.AgentId ?? "",
        Role = call.Role,
        Tags = call.Tags,
        Tool = call.Tool,
        Action = call.Action,
        Intent = call.Intent,
        Params = call.Params is { } parameters ? JsonSerializer.SerializeToElement(parameters) : null,
        RequestBytes = call.RequestBytes,
        Model = call.Model,
    };

    /// <summary>The same call by curl, with the agent's token in <c>$TOKEN</c>.</summary>
    /// <param name="frontDoor">Without a slash at the end.</param>
    public static string Curl(CallRecordResponse call, string frontDoor)
    {
        var intent = call.Intent is { } said ? $" \\\n  -H {Quoted($"X-Agent-Intent: {said}")}" : "";
        var body = call.Params?.ToJsonString(new JsonSerializerOptions(Pretty) { WriteIndented = false }) ?? "{}";
        return $"""
            curl -s {frontDoor}/v1/tools/{call.Tool}/{call.Action} \
              -H "Authorization: Bearer $TOKEN"{intent} \
              -H 'Content-Type: application/json' \
              -d {Quoted(body)}
            """;
    }

    public static string Indented(System.Text.Json.Nodes.JsonNode json) => json.ToJsonString(Pretty);

    /// <summary>One word of a POSIX shell, whatever it holds.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
