using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>The OpenAI API, or any other server that speaks it.</summary>
internal sealed class LiveOpenAi(DeclaredHttpAdapter api) : IToolAdapter
{
    private const string MaxTokens = "max_tokens";
    private const string MaxCompletionTokens = "max_completion_tokens";

    public bool NeedsCredential => api.NeedsCredential;

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) =>
        api.CallAsync(request with { Parameters = AsSent(request) }, cancellationToken);

    /// <summary><c>input</c> is the gateway's short form of <c>messages</c>: a text, or messages. The cap is what the policies allow.</summary>
    private static JsonElement AsSent(ToolRequest request)
    {
        var sent = JsonObject.Create(request.Parameters)!;
        // Valid parameters hold at most a false; some servers know no such parameter.
        sent.Remove("stream");
        if (sent.Remove("input", out var input))
        {
            sent["messages"] = input is JsonArray ? input : new JsonArray(new JsonObject { ["role"] = "user", ["content"] = input });
        }

        if (request.Model?.OutputCap is { } cap)
        {
            var isOld = sent.Remove(MaxTokens) || request.Action.Name != OpenAiTool.Chat;
            sent[sent.Remove(MaxCompletionTokens) || !isOld ? MaxCompletionTokens : MaxTokens] = cap;
        }

        return JsonSerializer.SerializeToElement(sent);
    }
}
