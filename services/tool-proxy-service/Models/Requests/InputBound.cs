using System.Runtime.InteropServices;

namespace FourRunr.ToolProxy.Models.Requests;

/// <summary>The most tokens that a request may be counted as: no tokenizer makes more of a text than it has bytes.</summary>
internal static class InputBound
{
    /// <summary>What providers put around messages.</summary>
    private const int Overhead = 64;

    /// <summary>Instructions that providers add when there are tools.</summary>
    private const int ToolOverhead = 2048;

    /// <param name="body">The whole request.</param>
    public static long Of(JsonElement body, ModelRequest request) =>
        JsonMarshal.GetRawUtf8Value(body).Length + Overhead + (request.HasTools ? ToolOverhead : 0);
}
