namespace FourRunr.ToolProxy.Tools;

/// <summary>What a caller that speaks MCP can do while its call runs, and what it says in answer to a tool's question.</summary>
internal sealed record CallerDialog
{
    /// <summary>The client's capabilities, as it declares them; undefined for none.</summary>
    public JsonElement Capabilities { get; init; }

    /// <summary>What the client answers to what the tool asked of it; undefined for none.</summary>
    public JsonElement InputResponses { get; init; }

    /// <summary>What came with the tool's question.</summary>
    public string? RequestState { get; init; }

    /// <summary>Takes news of the call's progress: the parameters of <c>notifications/progress</c>. Null when the client wants none.</summary>
    public Action<JsonElement>? OnProgress { get; init; }
}
