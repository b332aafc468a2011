using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>
/// What a server asks of its client in the middle of a call (an <c>input_required</c> result of 2026-07-28). It is passed on only where the
/// operator allows the kind for this server and the client can do it; every answer is a governed call of its own.
/// </summary>
internal sealed class McpQuestions(McpSource source, McpRequestState states)
{
    /// <summary>The capabilities that the server is told of.</summary>
    public JsonObject Capabilities(CallerDialog? dialog) => new(
        from capability in dialog is { Capabilities.ValueKind: JsonValueKind.Object } ? dialog.Capabilities.EnumerateObject() : default
        where source.Input.Contains(capability.Name)
        select KeyValuePair.Create(capability.Name, capability.Value.Deserialize<JsonNode?>()));

    /// <summary>Adds what the client answers.</summary>
    /// <returns>False for a state that is not this call's.</returns>
    public bool TryAddAnswers(JsonObject parameters, ToolRequest request)
    {
        if (request.Dialog is not { } dialog)
        {
            return true;
        }

        if (dialog.InputResponses.ValueKind == JsonValueKind.Object)
        {
            parameters["inputResponses"] = JsonObject.Create(dialog.InputResponses);
        }

        if (dialog.RequestState is not { } encryptedState)
        {
            return true;
        }

        if (!states.TryDecrypt(request, encryptedState, out var state))
        {
            return false;
        }

        if (state is not null)
        {
            parameters["requestState"] = state;
        }

        return true;
    }

    /// <returns>The question with its state sealed; null if it may not be passed on.</returns>
    public JsonObject? Pass(JsonElement result, ToolRequest request)
    {
        // Only clients of 2026-07-28 name their capabilities with each call; earlier ones would take the question for the answer.
        if (source.Input.Count == 0 || request.Dialog is not { Capabilities.ValueKind: JsonValueKind.Object })
        {
            return null;
        }

        var allowed = Capabilities(request.Dialog);
        var passed = new JsonObject { ["resultType"] = "input_required" };
        if (result.TryGetProperty("inputRequests", out var asked))
        {
            if (asked.ValueKind != JsonValueKind.Object || !asked.EnumerateObject().All(one => KindOf(one.Value) is { } kind && allowed.ContainsKey(kind)))
            {
                return null;
            }

            passed["inputRequests"] = JsonObject.Create(asked);
        }

        var state = result.TryGetProperty("requestState", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (state is null && asked.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        passed["requestState"] = states.Encrypt(request, state);
        return passed;
    }

    /// <summary>The capability that a request needs.</summary>
    private static string? KindOf(JsonElement request) =>
        request.ValueKind == JsonValueKind.Object && request.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String
            ? method.GetString() switch
            {
                "elicitation/create" => "elicitation",
                "sampling/createMessage" => "sampling",
                "roots/list" => "roots",
                _ => null,
            }
            : null;
}
