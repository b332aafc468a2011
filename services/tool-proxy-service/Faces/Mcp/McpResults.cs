using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>The one place where an outcome becomes a result of <c>tools/call</c>.</summary>
internal static class McpResults
{
    /// <summary>How long a client may take a list for fresh, in milliseconds: as long as a decision is remembered.</summary>
    private const int TimeToLive = 5000;

    /// <summary>Of revisions that know results which are not the last.</summary>
    public static void WriteComplete(Utf8JsonWriter json) => json.WriteString("resultType"u8, "complete"u8);

    /// <summary>Lists depend on the token.</summary>
    public static void WriteCaching(Utf8JsonWriter json)
    {
        json.WriteNumber("ttlMs"u8, TimeToLive);
        json.WriteString("cacheScope"u8, "private"u8);
    }

    public static McpAnswer Answered(McpMessage message, bool isModern, string correlationId, ToolCallOutcome.Answered answered) =>
        McpAnswer.Result(message.Id, json =>
        {
            var data = answered.Data.Json.Span;
            if (answered.Call.Action.AnswersContent)
            {
                WriteContent(json, JsonElement.Parse(data), isModern);
                WriteMeta(json, correlationId, answered);
                return;
            }

            if (isModern)
            {
                WriteComplete(json);
            }

            WriteText(json, data);
            // Up to 2025-11-25 it must be an object.
            if (isModern || data is [(byte)'{', ..])
            {
                json.WritePropertyName("structuredContent"u8);
                json.WriteRawValue(data, skipInputValidation: true);
            }

            json.WriteBoolean("isError"u8, false);
            WriteMeta(json, correlationId, answered);
        });

    /// <summary>
    /// A refusal as a result: only results reach the model, while clients take an HTTP error for a broken connection. The text is the
    /// problem as <c>/v1</c> sends it.
    /// </summary>
    public static McpAnswer Refused(McpMessage message, bool isModern, string correlationId, ProblemResult refusal) =>
        McpAnswer.Result(message.Id, json =>
        {
            if (isModern)
            {
                WriteComplete(json);
            }

            var problem = refusal.ToProblem(correlationId);
            WriteText(json, JsonSerializer.SerializeToUtf8Bytes(problem, GatewayJson.Tolerant));
            json.WriteBoolean("isError"u8, true);
            json.WriteStartObject("_meta"u8);
            json.WriteString("io.fourrunr/code"u8, problem.Code);
            json.WriteString("io.fourrunr/correlation_id"u8, correlationId);
            if (problem.ApprovalId is { } approvalId)
            {
                json.WriteString("io.fourrunr/approval_id"u8, approvalId);
            }

            json.WriteEndObject();
        });

    /// <summary>The result of a method that an MCP server behind the gateway has.</summary>
    public static McpAnswer Passed(McpMessage message, bool isModern, ToolCallOutcome.Answered answered) => McpAnswer.Result(message.Id, json =>
    {
        var data = JsonElement.Parse(answered.Data.Json.Span);
        var isQuestion = data.TryGetProperty("resultType", out _);
        foreach (var member in data.EnumerateObject())
        {
            member.WriteTo(json);
        }

        if (isModern && !isQuestion)
        {
            WriteComplete(json);
            if (message.Method is not ("prompts/get" or "completion/complete"))
            {
                WriteCaching(json);
            }
        }
    });

    /// <summary>What an MCP server answered, as the filters left it.</summary>
    private static void WriteContent(Utf8JsonWriter json, JsonElement data, bool isModern)
    {
        if (data.TryGetProperty("resultType", out _))
        {
            foreach (var member in data.EnumerateObject())
            {
                member.WriteTo(json);
            }

            return;
        }

        if (isModern)
        {
            WriteComplete(json);
        }

        var isError = false;
        foreach (var member in data.EnumerateObject())
        {
            isError |= member.NameEquals("isError"u8) && member.Value.ValueKind == JsonValueKind.True;
            if (member.NameEquals("content"u8) || member.NameEquals("structuredContent"u8))
            {
                member.WriteTo(json);
            }
        }

        json.WriteBoolean("isError"u8, isError);
    }

    private static void WriteMeta(Utf8JsonWriter json, string correlationId, ToolCallOutcome.Answered answered)
    {
        json.WriteStartObject("_meta"u8);
        json.WriteString("io.fourrunr/correlation_id"u8, correlationId);
        json.WriteString("io.fourrunr/origin"u8, answered.Origin);
        if (answered.Facts.Cached)
        {
            json.WriteBoolean("io.fourrunr/cached"u8, true);
        }

        json.WriteEndObject();
    }

    /// <param name="data">One JSON value; a string is the text itself.</param>
    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> data)
    {
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        if (data is [(byte)'"', ..])
        {
            json.WriteString("text"u8, JsonElement.Parse(data).GetString());
        }
        else
        {
            json.WriteString("text"u8, data);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }
}
