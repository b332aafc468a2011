using System.Text.Json.Nodes;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>The OpenAI API, or any other server that speaks it.</summary>
internal sealed class LiveOpenAi(DeclaredHttpAdapter api) : IToolAdapter
{
    public bool NeedsCredential => api.NeedsCredential;

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) =>
        api.CallAsync(request with { Parameters = AsSent(request.Parameters) }, cancellationToken);

    /// <summary><c>input</c> is the gateway's short form of <c>messages</c>: a text, or messages.</summary>
    private static JsonElement AsSent(JsonElement parameters)
    {
        var sent = JsonObject.Create(parameters)!;
        // Valid parameters hold at most a false; some servers know no such parameter.
        sent.Remove("stream");
        if (sent.Remove("input", out var input))
        {
            sent["messages"] = input is JsonArray ? input : new JsonArray(new JsonObject { ["role"] = "user", ["content"] = input });
        }

        return JsonSerializer.SerializeToElement(sent);
    }
}
