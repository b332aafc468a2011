using FourRunr.Faults.Gateway;

namespace FourRunr.Faults.Spending;

/// <summary>What a call asks for, and how its answer ends when nothing is broken.</summary>
internal enum ModelKind
{
    /// <summary>Chat completions that stream for 600 ms.</summary>
    ChatStream,

    /// <summary>Messages, likewise.</summary>
    MessagesStream,

    /// <summary>Responses, likewise.</summary>
    ResponsesStream,

    /// <summary>Chat completions in one piece, at once.</summary>
    Whole,

    /// <summary>A stream whose usage the provider does not tell.</summary>
    Uncounted,

    /// <summary>A stream that the provider breaks off.</summary>
    Cut,

    /// <summary>A stream that the provider ends with an error.</summary>
    Failing,

    /// <summary>A stream that the caller leaves after its first events.</summary>
    Cancelled,
}

internal static class ModelKinds
{
    /// <summary>The output cap that every call sends.</summary>
    public const int Cap = 64;

    /// <summary>What the gateway adds to a request's bytes: together the most tokens that it may be counted as.</summary>
    private const int Overhead = 64;

    /// <summary>The caller gets the whole answer, and its provider has said what it counted.</summary>
    public static bool IsCounted(this ModelKind kind) =>
        kind is ModelKind.ChatStream or ModelKind.MessagesStream or ModelKind.ResponsesStream or ModelKind.Whole;

    public static string Path(this ModelKind kind) => kind switch
    {
        ModelKind.MessagesStream => "/v1/messages",
        ModelKind.ResponsesStream => "/v1/responses",
        _ => "/v1/chat/completions",
    };

    /// <param name="marker">Told to the provider as the user: by it the bill knows the call.</param>
    public static JsonObject Body(this ModelKind kind, string marker)
    {
        var text = $"Say something about {marker}.";
        var messages = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text });
        var streams = kind != ModelKind.Whole;
        return kind switch
        {
            ModelKind.MessagesStream => new JsonObject
            {
                ["model"] = ModelFiles.Claude,
                ["messages"] = messages,
                ["max_tokens"] = Cap,
                ["stream"] = streams,
                ["metadata"] = new JsonObject { ["user_id"] = marker },
            },
            ModelKind.ResponsesStream => new JsonObject
            {
                ["model"] = ModelFiles.Paced,
                ["input"] = text,
                ["max_output_tokens"] = Cap,
                ["stream"] = streams,
                ["user"] = marker,
            },
            _ => new JsonObject
            {
                ["model"] = Model(kind),
                ["messages"] = messages,
                ["max_completion_tokens"] = Cap,
                ["stream"] = streams,
                ["user"] = marker,
            },
        };
    }

    /// <summary>The most that a call may cost, in millionths of a dollar.</summary>
    public static long Hold(int bodyBytes) => ((bodyBytes + Overhead) * ModelFiles.Input) + (Cap * ModelFiles.Output);

    private static string Model(ModelKind kind) => kind switch
    {
        ModelKind.Whole => ModelFiles.Whole,
        ModelKind.Uncounted => ModelFiles.Uncounted,
        ModelKind.Cut => ModelFiles.Cut,
        ModelKind.Failing => ModelFiles.Failing,
        _ => ModelFiles.Paced,
    };
}
