using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>What an operator says of an MCP server.</summary>
/// <param name="Url">Its endpoint; of a process a name alone.</param>
/// <param name="Command">Null for a server that is reached by HTTP.</param>
/// <param name="TrustsFirstUse">Whether tools are offered as they are first seen; else each waits for an operator. Default no.</param>
/// <param name="Read">Names of actions that only read, or beginnings of names with <c>*</c>. All others count as writing.</param>
/// <param name="Input">What the server may ask of its client in the middle of a call: <c>elicitation</c>, <c>sampling</c>, <c>roots</c>. Default nothing.</param>
internal sealed record McpSource(
    Uri Url, McpCommand? Command, bool TrustsFirstUse, IReadOnlyList<string> Read, IReadOnlyList<string> Input, ToolTimes Times)
{
    /// <summary>A server's own word that its tool only reads is not believed.</summary>
    public bool IsRead(string action) => Read.Any(pattern =>
        pattern.EndsWith('*') ? action.StartsWith(pattern[..^1], StringComparison.Ordinal) : action == pattern);
}
