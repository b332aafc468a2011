using System.Runtime.InteropServices;
using FourRunr.ToolProxy.Models.Tokens;

namespace FourRunr.ToolProxy.Models.Requests;

/// <summary>The most tokens that a request may be counted as: no tokenizer makes more of a text than it has bytes.</summary>
internal static class InputBound
{
    /// <summary>What providers put around messages, as so many parts.</summary>
    private const int Framing = 4;

    /// <summary>Instructions that providers add when there are tools, likewise.</summary>
    private const int ToolInstructions = 128;

    /// <param name="body">The whole request.</param>
    public static long Of(JsonElement body, ModelRequest request) =>
        TokenCounter.UpperBound(JsonMarshal.GetRawUtf8Value(body).Length, Framing + (request.HasTools ? ToolInstructions : 0));
}
